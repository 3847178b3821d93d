import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import {
  AutomaticBans,
  type AutomaticPolicy,
  type HeldBack,
  type JudgeParts,
} from '../../../src/core/bans/automatic-bans.ts';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/model/time.ts';
import { alertOf } from '../record/alert-of.ts';
import { ATTACKER } from './bans-setup.ts';

const POLICY: AutomaticPolicy = {
  ...{ mode: 'on', level: 'high', confidence: 2, count: 5, rules: [], maxPerMinute: 3, majority: 0.5 },
};

let parts: JudgeParts;

beforeEach(() => {
  parts = {
    policy: POLICY,
    refusal: () => null,
    earlier: () => [],
    isBanned: () => false,
    isSimulated: false,
    share: () => 0,
    isOfPackets: () => false,
  };
});

function verdict(
  alert: Alert,
  changed: Partial<JudgeParts> = {},
  policy: Partial<AutomaticPolicy> = {},
): string {
  const bans = new AutomaticBans({ ...parts, ...changed, policy: { ...POLICY, ...policy } });
  const judged = bans.judge(alert, 5000);
  return judged.kind === 'held-back' ? judged.reason : judged.kind;
}

const HIGH = alertOf({ level: 'high' });

test('a sure alert about one address bans it', () => {
  const judged = new AutomaticBans(parts).judge(HIGH, 5000);
  assert.deepEqual(judged, { kind: 'ban', address: ATTACKER, simulate: false });
});

test('simulated, when that is what the configuration says', () => {
  const judged = new AutomaticBans({ ...parts, policy: { ...POLICY, mode: 'simulate' } }).judge(HIGH, 5000);
  assert.deepEqual(judged, { kind: 'ban', address: ATTACKER, simulate: true });
});

describe('what the policy does not ask for is not even counted', () => {
  const rule = (part: Partial<Alert['rule']>): Alert => ({ ...HIGH, rule: { ...HIGH.rule, ...part } });
  const cases: readonly [what: string, alert: Alert, policy?: Partial<AutomaticPolicy>][] = [
    ['it is off, as it is unless somebody switches it on', HIGH, { mode: 'off' }],
    ['a weaker alert', alertOf({ level: 'medium' })],
    ['a rule that is less sure', rule({ confidence: 1 })],
    ['fewer events', { ...HIGH, eventCount: 4 }],
    ['another rule', HIGH, { rules: ['sqli'] }],
    ['an alert that somebody has acknowledged', { ...HIGH, status: 'acknowledged' }],
  ];
  for (const [what, alert, policy] of cases) {
    test(what, () => assert.equal(verdict(alert, {}, policy), 'none'));
  }
});

describe('what is in doubt is left to a person, and counted', () => {
  const cases: readonly [reason: HeldBack, alert: Alert, changed?: Partial<JudgeParts>][] = [
    ['spoofable', { ...HIGH, rule: { ...HIGH.rule, spoofable: 1 } }],
    ['historical', { ...HIGH, historical: true }],
    ['no-address', { ...HIGH, group: { user: 'root' } }],
    ['no-address', { ...HIGH, group: { src_ip: 'scanner.example.net' } }],
    ['no-address', { ...HIGH, group: { src_ip: '203.0.113.0/24' } }],
    ['protected', HIGH, { refusal: () => ({ why: 'it is the gateway', overridable: false }) }],
    ['most-of-the-traffic', HIGH, { share: () => 0.51 }],
  ];
  for (const [reason, alert, changed] of cases) {
    test(`${reason}: ${JSON.stringify(alert.group)}`, () => assert.equal(verdict(alert, changed), reason));
  }
});

test('no more bans a minute than allowed; those held back may come later', () => {
  const bans = new AutomaticBans(parts);
  const alerts = [1, 2, 3, 4].map((host) => ({
    ...HIGH,
    id: `a${host}`,
    group: { src_ip: `203.0.113.${host}` },
  }));
  assert.deepEqual(
    alerts.map((alert) => bans.judge(alert, 5000).kind),
    ['ban', 'ban', 'ban', 'held-back'],
  );
  assert.deepEqual(bans.heldBack, { 'too-many-a-minute': 1 });
  const [, , , last] = alerts;
  assert.equal(last && bans.judge(last, 5000 + MINUTE_MS).kind, 'ban');
});

test('a clock that is set back holds no bans back that were made since', () => {
  const bans = new AutomaticBans(parts);
  const ban = (host: number, now: number) =>
    bans.judge({ ...HIGH, id: `a${host}`, group: { src_ip: `203.0.113.${host}` } }, now).kind;
  assert.deepEqual(
    [1, 2, 3, 4].map((host) => ban(host, 5000 + DAY_MS)),
    ['ban', 'ban', 'ban', 'held-back'],
  );
  assert.equal(ban(4, 5000), 'ban');
});

test('an attack of before the start that goes on now bans; what is history is counted once', () => {
  const bans = new AutomaticBans(parts);
  const kinds = [true, true, false, false].map(
    (historical, grown) => bans.judge({ ...HIGH, historical, eventCount: 20 + grown }, 5000).kind,
  );
  assert.deepEqual(kinds, ['held-back', 'none', 'ban', 'none']);
  assert.deepEqual(bans.heldBack, { historical: 1 });
});

test('the kill switch holds everything back at once', () => {
  const bans = new AutomaticBans(parts);
  bans.halted = true;
  assert.deepEqual(bans.judge(HIGH, 5000), { kind: 'held-back', reason: 'halted' });
  bans.halted = false;
  assert.equal(bans.judge(HIGH, 5000).kind, 'ban');
});

test('one alert bans once, though it grows a thousand times; what was lifted is not banned for what was seen before', () => {
  const stands = { createdAt: 5000, alertId: HIGH.id, goal: 'banned', state: 'effective' };
  let standing: ReturnType<JudgeParts['earlier']> = [];
  const bans = new AutomaticBans({ ...parts, earlier: () => standing });
  assert.equal(bans.judge(HIGH, 5000).kind, 'ban');
  standing = [stands] as unknown as typeof standing;
  assert.equal(bans.judge({ ...HIGH, eventCount: 900, lastSeen: 9000 }, 9000).kind, 'none');
  const earlier = [{ createdAt: 2000, alertId: null }] as unknown as ReturnType<JudgeParts['earlier']>;
  assert.equal(verdict(HIGH, { earlier: () => earlier }), 'none');
  assert.equal(verdict({ ...HIGH, lastSeen: 2001 }, { earlier: () => earlier }), 'ban');
});

test('who goes on when the ban has run out is banned again by the same alert, who was let in by a person is not', () => {
  type Earlier = ReturnType<JudgeParts['earlier']>;
  let earlier: Earlier = [];
  const bans = new AutomaticBans({ ...parts, earlier: () => earlier });
  const grown = (events: number) =>
    bans.judge({ ...HIGH, eventCount: events, lastSeen: 900_000 }, 900_000).kind;
  assert.equal(bans.judge(HIGH, 5000).kind, 'ban');
  const own = { createdAt: 5000, alertId: HIGH.id, state: 'effective' };
  earlier = [{ ...own, goal: 'banned' }] as unknown as Earlier;
  assert.equal(grown(HIGH.eventCount + 5), 'none', 'the ban was not seen to be over');
  earlier = [{ ...own, goal: 'expired' }] as unknown as Earlier;
  assert.equal(grown(HIGH.eventCount + 4), 'none', 'no more than somebody who mistypes');
  assert.equal(grown(HIGH.eventCount + 5), 'ban');
  earlier = [
    { ...own, goal: 'expired' },
    { ...own, createdAt: 800_000, goal: 'lifted' },
  ] as unknown as Earlier;
  assert.equal(grown(HIGH.eventCount + 50), 'none');
});

test('who is protected only while logged in is banned when it goes on after that; each reason is counted once', () => {
  let isLoggedIn = true;
  const refusal = () => (isLoggedIn ? { why: 'somebody is logged in from it', overridable: false } : null);
  const bans = new AutomaticBans({ ...parts, refusal });
  const kinds = [0, 1, 5].map((more) => bans.judge({ ...HIGH, eventCount: 20 + more }, 5000).kind);
  assert.deepEqual(kinds, ['held-back', 'none', 'none']);
  assert.deepEqual(bans.heldBack, { protected: 1 });
  isLoggedIn = false;
  assert.equal(bans.judge({ ...HIGH, eventCount: 40 }, 5000).kind, 'ban');
});

test('an alert that rests on packets alone bans nobody: a request can be forged, and its answer is not looked for', () => {
  assert.equal(verdict(HIGH, { isOfPackets: () => true }), 'spoofable');
});

test('a crawler that is welcome, by its published addresses, is held back and counted', () => {
  assert.equal(verdict(HIGH, { isCrawler: () => true }), 'verified-crawler');
  assert.equal(verdict(HIGH, { isCrawler: () => false }), 'ban');
});
