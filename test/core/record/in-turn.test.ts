import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InTurn } from '../../../src/core/record/in-turn.ts';
import { fc } from '../../support/properties.ts';

test('who waits is what a set would tell, and all that wait have their turn', () => {
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
            const taken = inTurn.take();
            assert.equal(taken === null ? waiting.size === 0 : waiting.delete(taken), true);
          }
          assert.equal(inTurn.size, waiting.size);
        }
        assert.equal(inTurn.has(id), waiting.has(id));
      }
      const left: string[] = [];
      for (let id = inTurn.take(); id !== null; id = inTurn.take()) left.push(id);
      assert.deepEqual(left.sort(), [...waiting].sort());
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
  assert.ok((inTurn as unknown as { queue: unknown[] }).queue.length < 4096);
});
