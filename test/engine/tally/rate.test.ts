import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rate } from '../../../src/engine/tally/rate.ts';
import { SlidingPeaks } from '../../../src/engine/tally/sliding-peaks.ts';

test('each point is the sum of the 10 s before it', () => {
  const rate = new Rate(3600);
  for (let second = 100; second < 106; second++) rate.add(second * 1000, 1);
  assert.deepEqual(
    rate.series(116_000, 20_000, 20),
    [0, 0, 0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 5, 4, 3, 2, 1, 0, 0],
  );
});

test('fewer points keep the highest of each step', () => {
  const rate = new Rate(3600);
  rate.add(105_000, 9);
  assert.deepEqual(rate.series(120_000, 60_000, 3), [0, 0, 9]);
});

test('more points than seconds repeat', () => {
  const rate = new Rate(60);
  rate.add(10_000, 3);
  assert.deepEqual(rate.series(11_000, 2000, 4), [3, 3, 3, 3]);
});

test('what is older than the ring is let go', () => {
  const rate = new Rate(60);
  rate.add(200_000, 1);
  rate.add(100_000, 50);
  assert.equal(Math.max(...rate.series(200_000, 60_000, 60)), 1);
});

test('the peak of 10 s is exact, half-open, and survives a flood', () => {
  const peaks = new SlidingPeaks(10_000);
  peaks.start(0);
  let newest = Number.NaN;
  const fail = (time: number): void => {
    peaks.add(0, newest, time, 1);
    newest = time;
  };
  for (const time of [0, 2000, 4000, 6000, 8000, 10_000]) fail(time);
  assert.equal(peaks.peak(0), 5);
  for (let time = 20_000; time < 25_000; time++) fail(time);
  assert.equal(peaks.peak(0), 5000);
});
