/** A line beside its time is not told it twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutOwnStamp } from '../../../../src/views/presentation/words/own-stamp.ts';

const TIME = Date.UTC(2026, 10, 21, 0, 51, 51, 674);

const CASES: readonly (readonly [line: string, told: string])[] = [
  ['2026-11-21T00:51:51.674123+00:00 web01 sshd[1]: x', 'web01 sshd[1]: x'],
  ['2026-11-21 00:51:51,674 INFO x', 'INFO x'],
  ['2026-11-21T00:51:51Z x', 'x'],
  ['Nov 21 00:51:51 web01 sshd[1]: x', 'web01 sshd[1]: x'],
  ['Nov  1 00:51:51 web01 x', 'web01 x'],
  ['203.0.113.7 - - [21/Nov/2026:00:51:51 +0000] "GET /"', '203.0.113.7 - - "GET /"'],
  // Another time zone, another time, another place: what it says is not what stands before it.
  ['2026-11-21T01:51:51+01:00 x', '2026-11-21T01:51:51+01:00 x'],
  [
    '203.0.113.7 - - [21/Nov/2026:01:51:51 +0100] "GET /"',
    '203.0.113.7 - - [21/Nov/2026:01:51:51 +0100] "GET /"',
  ],
  ['{"time":"2026-11-21T00:51:51Z"}', '{"time":"2026-11-21T00:51:51Z"}'],
  [`${'x'.repeat(200)} [21/Nov/2026:00:51:51 +0000]`, `${'x'.repeat(200)} [21/Nov/2026:00:51:51 +0000]`],
  ['', ''],
];

for (const [line, told] of CASES) {
  test(`${line.slice(0, 60)} is told as ${told.slice(0, 40)}`, () => {
    assert.equal(withoutOwnStamp(line, TIME), told);
  });
}
