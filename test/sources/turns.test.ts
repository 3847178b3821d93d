import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from '../../src/sources/turns.ts';

test('so many are under way at the same time, in the order in which they came; one that fails makes room', async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  let underWay = 0;
  let most = 0;
  const tasks = [0, 1, 2, 3, 4].map((number) =>
    turns.take(async () => {
      begun.push(number);
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay--;
      if (number === 1) throw new Error('damaged');
      return number;
    }),
  );
  const ends = await Promise.allSettled(tasks);
  assert.deepEqual(
    ends.map((end) => (end.status === 'fulfilled' ? end.value : 'failed')),
    [0, 'failed', 2, 3, 4],
  );
  assert.deepEqual(begun, [0, 1, 2, 3, 4]);
  assert.equal(most, 2);
});
