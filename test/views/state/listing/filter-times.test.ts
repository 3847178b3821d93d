import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDays } from '../../../../src/views/state/listing/filter-times.ts';

const NOW = Date.parse('2026-11-21T05:00:10Z');

const CASES: readonly (readonly [typed: string, asked: string])[] = [
  ['', ''],
  ['last>04:30', 'last>2026-11-21T04:30:00'],
  ['last>=5:00', 'last>=2026-11-21T05:00:00'],
  ['last>05:00:11', 'last>2026-11-20T05:00:11'],
  ['brute !first<23:15 >=high', 'brute !first<2026-11-20T23:15:00 >=high'],
  // What is no time stays, and so does what is no question about one.
  ['last>25:00', 'last>25:00'],
  ['last>04:60', 'last>04:60'],
  ['2001:db8::15 12:30 re:x>04:30y', '2001:db8::15 12:30 re:x>04:30y'],
  ['last>2026-11-20', 'last>2026-11-20'],
];

for (const [typed, asked] of CASES) {
  test(`/${typed} asks for ${asked}`, () => assert.equal(withDays(typed, NOW), asked));
}
