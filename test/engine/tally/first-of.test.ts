import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstOf } from '../../../src/engine/tally/first-of.ts';

const ITEMS = Array.from({ length: 5000 }, (_, index) => (index * 7919) % 5003);
const SORTED = [...ITEMS].sort((a, b) => a - b);

for (const count of [0, 1, 10, 1000, 1001, 5000, 9000]) {
  test(`the first ${count} of 5,000 are those of all in order`, () => {
    assert.deepEqual(
      firstOf(ITEMS, count, (a, b) => a - b),
      SORTED.slice(0, count),
    );
  });
}
