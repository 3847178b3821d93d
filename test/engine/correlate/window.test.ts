import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventCount } from '../../../src/engine/correlate/event-count.ts';
import type { GroupEvent } from '../../../src/engine/correlate/group-event.ts';
import { Window } from '../../../src/engine/correlate/window.ts';

function at(time: number, count = 1): GroupEvent {
  return { source: 's', line: time, time, raw: `line at ${time}`, count, user: null };
}

/** The counts at which a rule fires, event by event; null where it does not. */
function run(count: EventCount, times: readonly number[]): (number | null)[] {
  const window = count.start();
  return times.map((time) => count.accept(window, at(time))?.count ?? null);
}

const MORE_THAN_FIVE = new EventCount([{ op: 'gt', value: 5 }], 10_000, []);

test('six events at exactly 2 s spacing span 10 s and are not six in 10 s', () => {
  assert.deepEqual(run(MORE_THAN_FIVE, [0, 2000, 4000, 6000, 8000, 10_000]), [
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});

test('six events at 1.999 s spacing are six in 10 s', () => {
  assert.deepEqual(run(MORE_THAN_FIVE, [0, 1999, 3998, 5997, 7996, 9995]), [null, null, null, null, null, 6]);
});

test('a late event is counted in its place', () => {
  assert.deepEqual(run(MORE_THAN_FIVE, [0, 2000, 4000, 8000, 9000, 6000]), [null, null, null, null, null, 6]);
});

test('a late event completes an older window, not only the newest', () => {
  assert.equal(run(MORE_THAN_FIVE, [0, 1000, 2000, 3000, 5000, 20_000, 4000]).at(-1), 6);
});

test('a repeated line counts for all its repeats', () => {
  const window = MORE_THAN_FIVE.start();
  assert.equal(MORE_THAN_FIVE.accept(window, at(0)), null);
  assert.equal(MORE_THAN_FIVE.accept(window, at(1000, 5))?.count, 6);
});

test('the shortest proof holds only as many latest events as are needed', () => {
  const count = new EventCount([{ op: 'gte', value: 3 }], 60_000, []);
  const window = count.start();
  const firing = [0, 1, 2, 3, 4].map((time) => count.accept(window, at(time))).at(-1);
  assert.deepEqual(
    firing?.proof.map(({ time }) => time),
    [2, 3, 4],
  );
  assert.equal(firing?.events.length, 5);
});

test('equality and ranges see the exact count', () => {
  const twoOrThree = new EventCount(
    [
      { op: 'gte', value: 2 },
      { op: 'lte', value: 3 },
    ],
    60_000,
    [],
  );
  assert.deepEqual(run(twoOrThree, [0, 1, 2, 3]), [null, 2, 3, null]);
});

test('memory is bounded: what is beyond the capacity is let go, oldest first', () => {
  const window = new Window(1_000_000, 16);
  for (let time = 0; time < 10_000; time++) window.add(at(time));
  assert.equal(window.save().length, 16);
  assert.equal(window.save().at(-1)?.time, 9999);
});
