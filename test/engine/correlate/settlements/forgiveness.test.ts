/** Rules that forgive those who mistype, against what one would do by hand. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RuleSet } from '../../../../src/engine/sigma/rule-set.ts';
import { fc } from '../../../support/properties.ts';
import { inWindow, type Login, logins, opened, openedByHand, rulesWith } from '../login-stream.ts';

function rule(extension: string, least = 3): RuleSet {
  return rulesWith(`title: t
id: t
name: t
correlation: {type: event_count, rules: [login_failed], group-by: [src_ip], timespan: 60s, condition: {gte: ${least}}}
${extension}
level: high`);
}

const FORGIVE = 'x_forgive: {by: [login_accepted], within: 20s, most: 2}';

describe('x_forgive', () => {
  for (const least of [3, 5])
    test(`takes out the few failures of an account that got in, of at least ${least}`, () => {
      const rules = rule(FORGIVE, least);
      fc.assert(
        fc.property(logins, (stream) => {
          const isTrue = (failures: readonly Login[], now: number): boolean =>
            inWindow(failures, now).reduce((sum, { count = 1 }) => sum + count, 0) >= least;
          const expected = openedByHand(stream, isTrue, (failures, { user, time }) => {
            const own = failures.filter((each) => each.user === user && each.time > time - 20_000);
            const count = own.reduce((sum, each) => sum + (each.count ?? 1), 0);
            return count > 2 ? failures : failures.filter((each) => !own.includes(each));
          });
          assert.deepEqual(opened(rules, stream), expected);
        }),
        { numRuns: 500 },
      );
    });

  const at = (time: number, user: string, outcome: 'failure' | 'success' = 'failure'): Login => ({
    ...{ time: 1000 * time, ip: '192.0.2.1', user, outcome },
  });

  test('whoever owns an account does not win tries at others by logging in', () => {
    const stream = [at(0, 'root'), at(1, 'mallory', 'success'), at(2, 'bob'), at(3, 'mallory', 'success')];
    assert.deepEqual(opened(rule(FORGIVE), [...stream, at(4, 'root')]), [4]);
  });

  test('a success after more than a few failures forgives none of them', () => {
    const guessed = [at(0, 'bob'), at(1, 'bob'), at(2, 'bob'), at(3, 'bob', 'success'), at(4, 'root')];
    assert.deepEqual(opened(rule(FORGIVE, 4), guessed), [4]);
  });

  test('a rule beside it that counts the same and forgives nothing counts them all', () => {
    const rules = rulesWith(
      ['t', 'u']
        .map(
          (name) => `title: ${name}
id: ${name}
name: ${name}
correlation: {type: event_count, rules: [login_failed], group-by: [src_ip], timespan: 60s, condition: {gte: 3}}
${name === 'u' ? FORGIVE : ''}
level: high`,
        )
        .join('\n---\n'),
    );
    const people = ['a', 'b', 'c'].flatMap((user, n) => [at(10 * n, user), at(10 * n + 5, user, 'success')]);
    assert.deepEqual(opened(rules, people), [4]);
  });
});
