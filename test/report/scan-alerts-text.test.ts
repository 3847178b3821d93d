import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alert } from '../../src/model/alerts/alert.ts';
import { alertLines, attackerLines } from '../../src/report/scan-alerts-text.ts';
import type { ScanResult } from '../../src/report/scan-report.ts';
import { alertOf } from '../core/record/alert-of.ts';

const DAY = Date.UTC(2026, 10, 21);
const NOTHING_OPEN = { findings: [] } as unknown as ScanResult;

/** The `n`th source of a botnet: the later, the more it tries. */
function guesser(n: number, more: Partial<Parameters<typeof alertOf>[0]> = {}): Alert {
  return alertOf({
    ...{ id: `a${n}`, level: 'medium', group: { src_ip: `203.0.113.${n}` }, eventCount: n + 1 },
    ...{
      firstSeen: DAY + n * 1000,
      lastSeen: DAY + n * 1000 + 500,
      users: ['root'],
      recommendation: 'Ban it.',
    },
    ...more,
  });
}

test('one alert is told with its source, times, accounts and what to do', () => {
  assert.deepEqual(alertLines([guesser(4, { lastSeen: DAY + 86_400_000 })], 'en'), [
    `  ~  MEDIUM   ${guesser(4).rule.title}: 203.0.113.4`,
    '       2026-11-21T00:00:04Z to 2026-11-22T00:00:00Z, 5 events; accounts: root',
    '       Ban it.',
  ]);
});

test('alerts of one kind are rows, the busiest first, and what to do is said once', () => {
  const lines = alertLines([guesser(1), guesser(20, { users: ['a', 'b', 'c', 'd', 'e'] })], 'en');
  assert.deepEqual(lines, [
    `  ~  MEDIUM   ${guesser(1).rule.title}: 2 alerts`,
    '       203.0.113.20  21 events, 2026-11-21T00:00:20Z; accounts: a, b, c, d, …',
    '       203.0.113.1    2 events, 2026-11-21T00:00:01Z; accounts: root',
    '       Ban it.',
  ]);
});

test('a source that came back is one row', () => {
  const again = [guesser(1), guesser(3, { group: guesser(1).group, users: ['git', 'root'] }), guesser(2)];
  assert.deepEqual(alertLines(again, 'en').slice(1, -1), [
    '       203.0.113.1  6 events, 2026-11-21T00:00:01Z to 00:00:03Z; 2 alerts; accounts: root, git',
    '       203.0.113.2  3 events, 2026-11-21T00:00:02Z; accounts: root',
  ]);
  assert.deepEqual(alertLines(again.slice(0, 2), 'en').slice(0, 2), [
    '  ~  MEDIUM   Rule: 203.0.113.1',
    '       2026-11-21T00:00:01Z to 00:00:03Z, 6 events; 2 alerts; accounts: root, git',
  ]);
});

test('of thousands of one kind the busiest are shown, and the rest is counted', () => {
  const lines = alertLines(
    Array.from({ length: 3000 }, (_, n) => guesser(n)),
    'en',
  );
  assert.equal(lines.length, 1 + 20 + 1 + 1);
  assert.equal(lines.at(-2), '       and 2 980 more alerts (all of them: --format json)');
  const french = alertLines(
    Array.from({ length: 22 }, (_, n) => guesser(n)),
    'fr',
  );
  assert.equal(french.at(-2), '       et 2 autres alertes (le tout : --format json)');
});

test('another advice is another kind: who is settled is not told to be banned', () => {
  const lines = alertLines([guesser(1), guesser(2, { recommendation: 'Nothing.' })], 'en');
  assert.deepEqual(
    lines.filter((line) => /Ban|Nothing/.test(line)).map((line) => line.trim()),
    ['Ban it.', 'Nothing.'],
  );
});

test('what a source did is in order of time', () => {
  const group = { src_ip: '203.0.113.9' };
  const lines = attackerLines(NOTHING_OPEN, [guesser(2, { group }), guesser(1, { group })], 'en');
  assert.deepEqual(lines, [
    '  203.0.113.9: medium',
    '       2026-11-21T00:00:01Z Rule (medium, 2 events; accounts: root)',
    '       2026-11-21T00:00:02Z Rule (medium, 3 events; accounts: root)',
  ]);
});

test('of too many alerts each rule is one step; a break-in behind a hundred of them is told', () => {
  const group = { src_ip: '203.0.113.9' };
  const steps = Array.from({ length: 100 }, (_, n) => guesser(n, { group }));
  const lines = attackerLines(NOTHING_OPEN, [...steps, guesser(100, { group, level: 'critical' })], 'en');
  assert.deepEqual(lines, [
    '  203.0.113.9: critical',
    '       2026-11-21T00:00:00Z to 00:01:39Z Rule (medium, 100 alerts, 5 050 events; accounts: root)',
    '       2026-11-21T00:01:40Z Rule (critical, 101 events; accounts: root)',
  ]);
});

test('of too many rules the gravest are told, and the other alerts are counted', () => {
  const group = { src_ip: '203.0.113.9' };
  const rule = (n: number) =>
    ({ ...guesser(n).rule, id: `r${n}`, level: n === 40 ? 'high' : 'low' }) as const;
  const steps = Array.from({ length: 41 }, (_, n) => ({ ...guesser(n, { group }), rule: rule(n) }));
  const lines = attackerLines(NOTHING_OPEN, steps, 'en');
  assert.match(lines[20] ?? '', /^ {7}2026-11-21T00:00:40Z Rule \(high, 41 events/);
  assert.equal(lines[21], '       and 21 more alerts (all of them: --format json)');
});

test('nothing that an attacker wrote moves a column or colours a line', () => {
  const text = '\u001b[31mroot\u202e\n  !! CRITICAL';
  const lines = alertLines(
    [1, 2].map((n) => guesser(n, { group: { user: text }, users: [text], recommendation: text })),
    'en',
  );
  for (const line of [...lines, ...alertLines([guesser(1, { group: { user: text } })], 'en')])
    assert.doesNotMatch(line, /[\u0000-\u001f\u202e]/);
});

test('of a source that is known by its account, too, the address is not cut', () => {
  const src_ip = '2001:db8:1111:2222:3333:4444:5555:6666';
  const rows = alertLines(
    [1, 2].map((n) => guesser(n, { group: { user: `${'x'.repeat(60)}${n}`, src_ip } })),
    'en',
  ).slice(1, -1);
  assert.equal(rows.length, 2);
  for (const row of rows)
    assert.match(row, /^ {7}x{38}… 2001:db8:1111:2222:3333:4444:5555:6666 {2}[23] events/);
});
