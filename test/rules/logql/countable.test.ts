import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseLogql } from '../../../src/hunt/parse-logql.ts';
import { type Countable, countableRules } from '../../../src/rules/logql/countable.ts';
import { loadRuleSet } from '../../../src/rules/rule-set.ts';

const shipped = fileURLToPath(new URL('../../../config/rules', import.meta.url));

describe('of the shipped rules', () => {
  let countable: Countable;
  before(async () => {
    countable = countableRules(await loadRuleSet(shipped, []), '{job=~".+"}');
  });

  const counted = (name: string) => countable.counted.find((rule) => rule.name === name);
  const why = (name: string) => countable.left.find((rule) => rule.name === name)?.why;

  test('those that count are asked for over their time and one step, so that no stretch of it is missed', () => {
    const { every, window, query } = counted('sshd_bruteforce_fast') ?? {};
    assert.deepEqual([every, window], [10_000, 20_000]);
    assert.match(query ?? '', /^sum by \(src_ip\) \(.*\{job=~"\.\+"\} .* \[20s\]\)\)\)\) >= 6$/s);
    assert.deepEqual(counted('sshd_bruteforce_slow')?.every, 90_000);
  });

  test('what they want besides is left to the engine', () => {
    assert.ok(counted('sshd_password_spraying'), why('sshd_password_spraying'));
    assert.ok(counted('sshd_failures_in_an_hour'));
  });

  test('those that build on one that is counted are looked for with it', () => {
    assert.equal(why('sshd_success_after_bruteforce'), undefined);
    assert.equal(counted('sshd_success_after_bruteforce'), undefined);
  });

  test('what cannot be asked for is named, with the reason', () => {
    assert.match(why('web_sql_injection') ?? '', /only soc-console itself finds x_sqli/);
    assert.equal(why('capture_syn_flood'), undefined, 'stands in no line');
  });

  test('one that counts all lines together has a share in each log, and reads its lines when that is reached', () => {
    const { query = '', lines } = counted('login_failures_total') ?? {};
    assert.match(query, />= 3\) or \(.*>= 3\)$/s);
    assert.equal(lines?.length, 2);
  });

  test('one that must know every login has those read that were accepted, after the failures before them', () => {
    assert.equal(why('sshd_success_from_new_source'), undefined);
    const delay = countable.lines.find(({ name }) => name === 'sshd_login_accepted_new_source')?.delay ?? 0;
    assert.ok(delay > (counted('sshd_account_failures_in_an_hour')?.every ?? 0));
  });

  test('every question is LogQL', () => {
    for (const { name, query } of countable.counted) assert.ok(parseLogql(query).ok, name);
  });
});
