import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventCount, NOT_FIRED } from '../../../src/engine/correlate/event-count.ts';
import type { GroupEvent } from '../../../src/engine/correlate/group-event.ts';
import { Window } from '../../../src/engine/correlate/window.ts';

function at(time: number, count = 1): GroupEvent {
  return { source: 's', line: time, time, raw: `line at ${time}`, count, user: null };
}

function windowFor(rule: EventCount): Window {
  return new Window(rule.count.span, rule.capacity);
}

/** The counts at which a rule fires, event by event; null where it does not. */
function run(rule: EventCount, times: readonly number[]): (number | null)[] {
  const window = windowFor(rule);
  return times.map((time) => {
    window.add(at(time));
    const sum = rule.judge(window);
    return sum === NOT_FIRED ? null : sum;
  });
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
  const window = windowFor(MORE_THAN_FIVE);
  window.add(at(0));
  assert.equal(MORE_THAN_FIVE.judge(window), NOT_FIRED);
  window.add(at(1000, 5));
  assert.equal(MORE_THAN_FIVE.judge(window), 6);
});

test('the shortest proof holds only as many latest events as are needed', () => {
  const rule = new EventCount([{ op: 'gte', value: 3 }], 60_000, []);
  const window = windowFor(rule);
  for (const time of [0, 1, 2, 3, 4]) window.add(at(time));
  const proof: GroupEvent[] = [];
  rule.proof(window, proof);
  assert.deepEqual(
    proof.map(({ time }) => time),
    [2, 3, 4],
  );
  assert.equal(rule.events(window).length, 5);
});

test('after a reset only a rule that forgets begins anew', () => {
  const forgetful = new EventCount([{ op: 'gte', value: 3 }], 60_000, [], true);
  const faithful = new EventCount([{ op: 'gte', value: 3 }], 60_000, []);
  const window = windowFor(forgetful);
  for (const time of [0, 1]) window.add(at(time));
  window.resetCount();
  window.add(at(2));
  assert.equal(forgetful.judge(window), NOT_FIRED);
  assert.equal(faithful.judge(window), 3);
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
