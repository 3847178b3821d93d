import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InTurn } from '../../../src/core/record/in-turn.ts';
import { fc } from '../../support/properties.ts';

test('who waits is what a set would tell, and in its order', () => {
  const step = fc.record({
    what: fc.constantFrom('add', 'add', 'add', 'delete', 'take'),
    id: fc.integer({ min: 0, max: 3000 }).map(String),
    times: fc.integer({ min: 1, max: 1500 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const inTurn = new InTurn();
      const waiting = new Set<string>();
      for (const { what, id, times } of steps) {
        for (let at = 0; at < times; at++) {
          const each = String((Number(id) + at) % 3000);
          if (what === 'add') {
            inTurn.add(each);
            waiting.add(each);
          } else if (what === 'delete') assert.equal(inTurn.delete(each), waiting.delete(each));
          else {
            const [first = null] = waiting;
            assert.equal(inTurn.take(), first);
            if (first !== null) waiting.delete(first);
          }
          assert.equal(inTurn.size, waiting.size);
        }
        assert.equal(inTurn.has(id), waiting.has(id));
      }
      assert.deepEqual([...inTurn], [...waiting]);
    }),
    { numRuns: 50 },
  );
});

test('one that comes and goes while others wait takes no more room each time', () => {
  const inTurn = new InTurn();
  inTurn.add('patient');
  for (let at = 0; at < 100_000; at++) {
    inTurn.add('restless');
    inTurn.delete('restless');
  }
  inTurn.add('last');
  assert.deepEqual([inTurn.take(), inTurn.take(), inTurn.take()], ['patient', 'last', null]);
  assert.ok((inTurn as unknown as { list: unknown[] }).list.length < 4096);
});

test('knows since when the longest waits, and who has waited as long', () => {
  const inTurn = new InTurn();
  assert.equal(inTurn.longest, Number.POSITIVE_INFINITY);
  for (let at = 0; at < 5000; at++) inTurn.add(String(at), at / 2);
  for (let at = 0; at < 2000; at++) inTurn.delete(String(at));
  inTurn.add('7', 2500);
  assert.equal(inTurn.longest, 1000);
  assert.deepEqual([...inTurn.since(1001)], ['2000', '2001', '2002']);
  for (let at = 0; at < 3000; at++) inTurn.take();
  assert.deepEqual([inTurn.longest, ...inTurn], [2500, '7']);
});
