import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seriesEnd } from '../../../src/core/snapshot/series-end.ts';
import { stepEnd } from '../../../src/model/time.ts';

const NOW = 1_795_000_000_000;
const YESTERDAY = NOW - 86_400_000;
const live = { kind: 'file', state: 'live', lag: 300, last: null } as const;
const behind = { ...live, state: 'reading', lag: 9000 } as const;
const audit = { ...live, kind: 'machine', last: NOW - 1000 } as const;

const cases: readonly (readonly [what: string, ...asked: Parameters<typeof seriesEnd>, end: number])[] = [
  ['nothing was read: now', null, NOW, [], NOW],
  ['a quiet log: now', NOW - 60_000, NOW, [live], NOW],
  ['a log of yesterday: at its end', YESTERDAY, NOW, [live], YESTERDAY],
  [
    'a log of yesterday, and an audit of now: at its end',
    NOW,
    NOW,
    [{ ...live, last: YESTERDAY }, audit],
    YESTERDAY,
  ],
  ['an audit alone: now', NOW - 1000, NOW, [audit], NOW],
  ['a flood that is read late: where it is', NOW - 9000, NOW, [behind], NOW - 9000],
  ['a clock that goes fast there: now', NOW + 5000, NOW, [behind], NOW],
];

for (const [what, newest, now, sources, end] of cases) {
  test(`curves of ${what}`, () => assert.equal(seriesEnd(newest, now, sources), end));
}

test('the steps of a curve stand still until the next one begins', () => {
  const at = (now: number) => stepEnd(now, 300_000, 60);
  assert.equal(at(100_001), 105_000);
  assert.equal(at(105_000), 105_000);
  assert.equal(at(105_001), 110_000);
  assert.equal(stepEnd(100_001, 1000, 10), 101_000, 'never less than a second');
});
