/** Alerts that are lowered when everyone who failed got in from there. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Alert } from '../../../../src/model/alerts/alert.ts';
import { fc } from '../../../support/properties.ts';
import { type Login, LoginStream, rulesWith } from '../login-stream.ts';

const WITHIN = 20_000;
const RULES = rulesWith(`title: t
id: t
name: t
correlation: {type: event_count, rules: [login_failed], group-by: [src_ip], timespan: 60s, condition: {gte: 4}}
x_forgive: {by: [login_accepted], within: 20s, most: 2}
x_settled_by: [login_accepted]
level: high`);

const login = (user: string, seconds: number, outcome: 'failure' | 'success'): Login => {
  return { time: 1_000_000 + 1000 * seconds, ip: '192.0.2.1', user, outcome };
};
const fails = (user: string, seconds: number): Login => login(user, seconds, 'failure');
const getsIn = (user: string, seconds: number): Login => login(user, seconds, 'success');

const MISTYPED = [fails('alice', 0), fails('bob', 1), fails('carol', 2), fails('alice', 3)];
const ALL_IN = [getsIn('alice', 5), getsIn('bob', 6), getsIn('carol', 7)];

function alertsOf(logins: readonly Login[]): Alert[] {
  const stream = new LoginStream(RULES);
  for (const each of logins) stream.accept(each);
  return ofRule(stream);
}

function ofRule({ correlations }: LoginStream): Alert[] {
  return correlations.open.all().filter(({ rule }) => rule.id === 't');
}

function told(logins: readonly Login[]): string[] {
  return alertsOf(logins).map(({ rule, status, eventCount }) => `${rule.level} ${status} x${eventCount}`);
}

describe('an alert of people who mistype', () => {
  test('is lowered when the last of them gets in, and told of at that moment', () => {
    assert.deepEqual(told([...MISTYPED, ...ALL_IN.slice(0, 2)]), ['high open x4']);
    assert.deepEqual(told([...MISTYPED, ...ALL_IN]), ['low settled x4']);
    const stream = new LoginStream(RULES);
    for (const each of [...MISTYPED, ...ALL_IN.slice(0, 2)]) stream.accept(each);
    const change = stream.changes(ALL_IN[2] as Login).find(({ alert }) => alert.rule.id === 't');
    assert.deepEqual([change?.what, change?.alert.status], ['news', 'settled']);
  });

  test('is over then: what comes next is an alert of its own', () => {
    const guesses = [10, 11, 12, 13].map((at) => fails('dave', at));
    assert.deepEqual(told([...MISTYPED, ...ALL_IN, ...guesses]), ['low settled x4', 'high open x4']);
  });

  test('stays when somebody never gets in, or too late, or after too many failures', () => {
    const late = [...ALL_IN.slice(0, 2), getsIn('carol', 22)];
    const often = [fails('carol', 4), fails('carol', 4)];
    for (const logins of [[fails('eve', 4), ...ALL_IN], late, [...often, ...ALL_IN]])
      assert.ok(told([...MISTYPED, ...logins]).every((alert) => alert.startsWith('high open')));
  });

  test('stays when there are two of them only, or root is among them', () => {
    const two = [fails('alice', 0), fails('bob', 1), fails('alice', 2), fails('bob', 3)];
    assert.deepEqual(told([...two, getsIn('alice', 4), getsIn('bob', 5)]), ['high open x4']);
    const root = [fails('root', 4), ...ALL_IN, getsIn('root', 8)];
    assert.deepEqual(told([...MISTYPED, ...root]), ['high open x5']);
  });

  test('stays when it goes at the pace of a program', () => {
    const at = (user: string, ...seconds: number[]): Login[] =>
      seconds.map((each, index) => (index + 1 < seconds.length ? fails(user, each) : getsIn(user, each)));
    const paces = {
      again: [at('alice', 0, 3, 4.9), at('bob', 1, 6), at('carol', 2, 10)],
      between: [at('alice', 0, 0.5, 9), at('bob', 1, 6), at('carol', 2, 12)],
      even: [at('alice', 0, 4, 8), at('bob', 1, 5), at('carol', 3, 7)],
      atOnce: [at('alice', 0, 9), at('bob', 2, 9.1), at('carol', 4, 9.2), at('dave', 6, 9.3)],
    };
    const sorted = (logins: readonly Login[][]) => logins.flat().sort((a, b) => a.time - b.time);
    for (const [pace, logins] of Object.entries(paces))
      assert.match(told(sorted(logins))[0] ?? '', /^high open/, pace);
    // And stays so, whoever comes next.
    const later = [fails('dave', 10), getsIn('dave', 18)];
    assert.match(told([...sorted(paces.even), ...later])[0] ?? '', /^high open/);
  });

  test('stays when failures at another account were pushed out of the window by ones that are forgiven', () => {
    const logins = [...Array(60).keys()].map(() => fails('eve', 0));
    for (let at = 0; at < 60; at++)
      for (const user of ['alice', 'bob', 'carol'])
        logins.push(fails(user, 1 + at / 10), fails(user, 1 + at / 10), getsIn(user, 1 + at / 10));
    assert.match(told(logins)[0] ?? '', /^high open/);
  });

  test('is lowered after a restart as without one', () => {
    const whole = [...MISTYPED, ...ALL_IN];
    for (let at = 0; at <= whole.length; at++) {
      const stream = new LoginStream(RULES);
      for (const each of whole.slice(0, at)) stream.accept(each);
      const saved = JSON.parse(JSON.stringify(stream.correlations.save()));
      const restarted = stream.restarted(RULES, saved);
      for (const each of whole.slice(at)) restarted.accept(each);
      assert.deepEqual(ofRule(restarted), alertsOf(whole), `after ${at}`);
    }
  });

  test('is never one of somebody who did not get in', () => {
    const steps = fc.array(
      fc.record({
        step: fc.constantFrom(0, 1, 900, 3000, 19_999, 20_000, 61_000),
        user: fc.constantFrom('alice', 'bob', 'carol', 'dave', 'root'),
        outcome: fc.constantFrom('failure' as const, 'success' as const),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (walk) => {
        let time = 1_000_000;
        const stream = new LoginStream(RULES);
        const logins: Login[] = [];
        const seen = new Set<string>();
        for (const { step, ...each } of walk) {
          time += step;
          logins.push({ ...each, time, ip: '192.0.2.1' });
          for (const { id, status, firstSeen } of stream.accept(logins.at(-1) as Login)) {
            if (status !== 'settled' || seen.has(id)) continue;
            seen.add(id);
            const failures = logins.filter(
              ({ outcome, time: at }) => outcome === 'failure' && at >= firstSeen,
            );
            for (const failure of failures) assert.ok(gotIn(failure, logins), JSON.stringify(logins));
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function gotIn(failure: Login, logins: readonly Login[]): boolean {
  const after = logins.slice(logins.indexOf(failure));
  return (
    failure.user !== 'root' &&
    after.some(
      ({ outcome, user, time }) =>
        outcome === 'success' && user === failure.user && time < failure.time + WITHIN,
    )
  );
}
