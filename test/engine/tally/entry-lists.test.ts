import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EntryLists } from '../../../src/engine/tally/entry-lists.ts';
import { fc } from '../../support/properties.ts';

test('lists that share an array keep to themselves, whatever is added and let go', () => {
  const steps = fc.array(fc.record({ list: fc.nat({ max: 3 }), isAdded: fc.boolean() }), { maxLength: 400 });
  fc.assert(
    fc.property(steps, (steps) => {
      const lists = new EntryLists();
      const own = Array.from({ length: 4 }, () => lists.begin());
      const expected: (readonly [time: number, count: number])[][] = own.map(() => []);
      for (const [time, { list, isAdded }] of steps.entries()) {
        const entries = own[list] ?? lists.begin();
        if (isAdded) {
          lists.push(entries, time, time + 1);
          expected[list]?.push([time, time + 1]);
        } else if (lists.size(entries) > 0) {
          const [first, count] = expected[list]?.shift() ?? [];
          assert.equal(lists.firstTime(entries), first);
          assert.equal(lists.shift(entries), count);
        } else {
          lists.end(entries);
          own[list] = lists.begin();
        }
        assert.deepEqual(
          own.map((each) => lists.flat(each)),
          expected.map((each) => each.flat()),
        );
      }
    }),
  );
});
