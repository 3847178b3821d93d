import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FairLooks } from '../../../src/core/sources/fair-looks.ts';

const fair = (...times: readonly number[]): boolean[] => {
  const looks = new FairLooks(0);
  return times.map((time) => looks.isFair(time));
};

test('a look that comes late by more than a busy moment is not fair, and the next one in time is', () => {
  assert.deepEqual(fair(1000, 2003, 3250, 5000, 6000), [true, true, true, false, true]);
});

test('where the process never has time, every sixth look counts', () => {
  const always = Array.from({ length: 13 }, (_, index) => (index + 1) * 3000);
  assert.deepEqual(
    fair(...always).flatMap((isFair, index) => (isFair ? [index] : [])),
    [5, 11],
  );
});
