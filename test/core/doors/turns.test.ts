import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from '../../../src/core/doors/turns.ts';

/** Time that only work and rests take. */
function machine() {
  let now = 0;
  const rests: number[] = [];
  const turns = new Turns({
    stopwatch: () => now,
    pause: async (time) => {
      rests.push(time);
      now += time;
    },
  });
  const work = (name: string, cost: number) => (): string => {
    now += cost;
    return name;
  };
  return { turns, rests, work, pass: (time: number) => (now += time) };
}

test('everybody has a turn in the order of asking, and the core three times as long between them', async () => {
  const { turns, rests, work } = machine();
  const order: string[] = [];
  const asked = ['one', 'two', 'three'].map((name) =>
    turns.take(work(name, 10)).then((done) => order.push(done)),
  );
  await Promise.all(asked);
  assert.deepEqual(order, ['one', 'two', 'three']);
  assert.deepEqual(rests, [30, 30]);
});

test('who comes after a while does not wait', async () => {
  const { turns, rests, work, pass } = machine();
  await turns.take(work('one', 10));
  pass(31);
  await turns.take(work('two', 10));
  assert.deepEqual(rests, []);
});

test('short work is not slowed down, and yet adds up', async () => {
  const { turns, rests, work } = machine();
  for (let turn = 0; turn < 8; turn++) await turns.take(work('short', 1));
  assert.deepEqual(rests, [5, 5, 5]);
});

test('work that fails fails for who asked, and for nobody else', async () => {
  const { turns, work } = machine();
  const failing = turns.take(() => {
    throw new Error('no');
  });
  const next = turns.take(work('next', 1));
  await assert.rejects(failing, /no/);
  assert.equal(await next, 'next');
});
