import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlertTimes } from '../../../src/core/record/alert-times.ts';

test('alerts are counted in the step in which they opened, both ends included', () => {
  const times = new AlertTimes();
  for (const time of [99, 100, 119, 120, 200, 201]) times.add(time);
  assert.deepEqual(times.counts(100, 200, 5), [2, 1, 0, 0, 1]);
});

test('of very many alerts the latest are counted', () => {
  const times = new AlertTimes();
  for (let time = 0; time < 20_000; time++) times.add(time);
  const [older, latest] = times.counts(0, 20_000, 2);
  assert.equal(latest, 10_000);
  assert.equal(older, 16_384 - 10_000);
});
