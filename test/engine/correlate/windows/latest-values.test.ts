/** Rules that count accounts or sources, and those that look at pauses, against what one would do by hand. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RuleSet } from '../../../../src/engine/sigma/rule-set.ts';
import { fc } from '../../../support/properties.ts';
import {
  inWindow,
  type Login,
  LoginStream,
  logins,
  opened,
  openedByHand,
  rulesWith,
  SPAN,
} from '../login-stream.ts';

function rule(type: string, groupBy: string, condition: string, extension = ''): RuleSet {
  return rulesWith(`title: t
id: t
name: t
correlation: {type: ${type}, rules: [login_failed], group-by: [${groupBy}], timespan: 60s, condition: {${condition}}}
${extension}
level: high`);
}

/** By account: how often it was tried while no two of its tries were further apart than it is remembered. */
function tries(failures: readonly Login[], now: number): Map<string, { last: number; count: number }> {
  const byUser = new Map<string, { last: number; count: number }>();
  // What is older than the window and the grace for late lines is no longer there.
  const kept = 2 * SPAN;
  for (const { time, user = '', count = 1 } of failures) {
    for (const [other, { last }] of byUser) if (last <= time - kept) byUser.delete(other);
    byUser.set(user, { last: time, count: (byUser.get(user)?.count ?? 0) + count });
  }
  return new Map([...byUser].filter(([, { last }]) => last > now - SPAN));
}

describe('value_count of accounts', () => {
  test('counts the different accounts of the window', () => {
    const rules = rule('value_count', 'src_ip', 'field: user, gte: 3');
    fc.assert(
      fc.property(logins, (stream) => {
        const expected = openedByHand(
          stream,
          (failures, now) => new Set(inWindow(failures, now).map(({ user }) => user)).size >= 3,
          (failures) => failures,
        );
        assert.deepEqual(opened(rules, stream), expected);
      }),
      { numRuns: 500 },
    );
  });

  test('x_most_each leaves out accounts that were tried often, x_reset_by those that got in', () => {
    const extension = 'x_most_each: 2\nx_reset_by: [login_accepted]';
    const rules = rule('value_count', 'src_ip', 'field: user, gte: 3', extension);
    fc.assert(
      fc.property(logins, (stream) => {
        const expected = openedByHand(
          stream,
          (failures, now) => [...tries(failures, now).values()].filter(({ count }) => count <= 2).length >= 3,
          (failures, { user }) => failures.filter((failure) => failure.user !== user),
        );
        assert.deepEqual(opened(rules, stream), expected);
      }),
      { numRuns: 500 },
    );
  });

  test('x_also wants them from several sources', () => {
    const rules = rule('value_count', 'x_src_net', 'field: user, gte: 3', 'x_also: {field: src_ip, gte: 2}');
    const from = (...hosts: readonly number[]): Login[] =>
      hosts.map((host, index) => ({ time: index, ip: `192.0.2.${host}`, user: `user${index}` }));
    assert.deepEqual(opened(rules, from(1, 1, 1)), []);
    assert.deepEqual(opened(rules, from(1, 1, 2)), [2]);
  });

  test('an account that comes late is counted in its place, and a late try of a known one keeps it where it is', () => {
    const rules = rule('value_count', 'src_ip', 'field: user, gte: 3');
    const at = (time: number, user: string): Login => ({ time, ip: '192.0.2.1', user });
    assert.deepEqual(opened(rules, [at(0, 'a'), at(50_000, 'b'), at(30_000, 'c')]), [2]);
    assert.deepEqual(opened(rules, [at(30_000, 'a'), at(0, 'a'), at(80_000, 'b'), at(89_999, 'c')]), [3]);
  });

  test('the alert tells the accounts, each with its latest line, and counts every try', () => {
    const stream = new LoginStream(rule('value_count', 'src_ip', 'field: user, gte: 3'));
    const users = ['a', 'b', 'b', 'c'];
    const [alert] = users.flatMap((user, time) => stream.accept({ time, ip: '192.0.2.1', user }));
    assert.deepEqual(alert?.users, ['a', 'b', 'c']);
    assert.deepEqual(
      alert?.evidence.map(({ raw }) => raw),
      ['line 1', 'line 3', 'line 4'],
    );
    assert.equal(alert?.eventCount, 4);
  });
});

describe('x_median_gap', () => {
  const GAP = 10_000;
  const extension = 'x_median_gap: {last: 3, gte: 10s}\nx_reset_by: [login_accepted]';
  const rules = rule('event_count', 'src_ip', 'gte: 4', extension);

  function timesOf(failures: readonly Login[]): number[] {
    return failures.flatMap(({ time, count = 1 }) => new Array<number>(count).fill(time));
  }

  function isSlow(failures: readonly Login[], now: number): boolean {
    const gaps = timesOf(failures)
      .map((time, index, all) => time - (all[index - 1] ?? time))
      .slice(-3)
      .sort((a, b) => a - b);
    return timesOf(inWindow(failures, now)).length >= 4 && (gaps[1] ?? 0) >= GAP;
  }

  test('the median of the last three pauses since the last success', () => {
    fc.assert(
      fc.property(logins, (stream) =>
        assert.deepEqual(
          opened(rules, stream),
          openedByHand(stream, isSlow, () => []),
        ),
      ),
      { numRuns: 500 },
    );
  });

  test('both sides of the edge', () => {
    const every = (gap: number): Login[] =>
      [0, 1, 2, 3].map((index) => ({ time: index * gap, ip: '192.0.2.1' }));
    assert.deepEqual(opened(rules, every(GAP)), [3]);
    assert.deepEqual(opened(rules, every(GAP - 1)), []);
  });
});
