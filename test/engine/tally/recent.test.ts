import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentFailures } from '../../../src/engine/tally/recent.ts';

test('whether a source failed so often in a time', () => {
  const recent = new RecentFailures(64);
  for (let at = 0; at < 100; at++) recent.add(at * 1000, at % 10 === 0 ? 7 : 1, 1);
  assert.equal(recent.hasAtLeast(3, 7, 65_000, 99_000), true);
  assert.equal(recent.hasAtLeast(4, 7, 65_000, 99_000), false);
  assert.equal(recent.hasAtLeast(3, 7, 65_000, 89_999), false, 'what came later is none of it');
  assert.equal(recent.hasAtLeast(7, 7, 0, 99_000), false, 'the ring holds 64');
  assert.equal(recent.hasAtLeast(1, 8, 0, 99_000), false);
});

test('nobody looks at all the failures of a large attack: then it is as if there were so many', () => {
  const recent = new RecentFailures();
  recent.add(0, 7, 1);
  for (let at = 0; at < 200_000; at++) recent.add(1, 1, 1);
  assert.equal(recent.hasAtLeast(5, 7, -1, 2), true);
});
