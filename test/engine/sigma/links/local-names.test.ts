/** Files of different people that call their rules alike. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRules } from '../../../../src/engine/sigma/compile.ts';
import { withLocalNames } from '../../../../src/engine/sigma/links/local-names.ts';
import { loadLinearRegex } from '../../../../src/rules/regex.ts';
import { readSigmaFile } from '../../../../src/rules/sigma-file.ts';

const linear = await loadLinearRegex();

const file = (user: string): string => `title: base
name: failed_login
logsource: {product: test}
detection: {s: {user: ${user}}, condition: s}
---
title: count
name: many
correlation:
  type: temporal
  rules: [failed_login]
  condition: failed_login
  group-by: [who]
  aliases: {who: {failed_login: user}}
  timespan: 5m
---
title: filter
logsource: {product: test}
filter: {rules: [failed_login], f: {host: ${user}}, condition: not f}
`;

function compiled(...files: readonly (readonly [name: string, text: string])[]) {
  const read = files.map(([name, text]) => readSigmaFile(name, text));
  const named = withLocalNames(
    read.flatMap(({ rules }) => rules),
    read.flatMap(({ filters }) => filters),
  );
  return compileRules(named.rules, () => linear, { filters: named.filters });
}

test('each file means its own rules', () => {
  const { rules, issues } = compiled(['a.yml', file('ann')], ['b.yml', file('bob')]);
  assert.deepEqual(issues, []);
  assert.deepEqual(
    rules.detections.map(({ rule, filters, alerts }) => [
      rule.name,
      filters.map(({ at }) => at.file),
      alerts,
    ]),
    [
      ['failed_login', ['a.yml'], false],
      ['b.yml#failed_login', ['b.yml'], false],
    ],
  );
  assert.deepEqual(
    rules.correlations.map(({ rule, inputs }) => [
      rule.name,
      inputs,
      [...(rule.aliases.get('who')?.keys() ?? [])],
    ]),
    [
      ['many', [{ kind: 'detection', index: 0 }], ['failed_login']],
      ['b.yml#many', [{ kind: 'detection', index: 1 }], ['b.yml#failed_login']],
    ],
  );
});

test('within one file a name is for one rule', () => {
  const { rules, issues } = compiled(['a.yml', `${file('ann')}---\n${file('bob')}`]);
  assert.equal(rules.detections.length, 1);
  assert.match(issues[0]?.message ?? '', /^has the id or name of another rule/);
});

test('an id is for one rule, wherever it stands', () => {
  const withId = (user: string): string =>
    file(user).replace('name: failed_login', 'name: failed_login\nid: same');
  const { issues } = compiled(['a.yml', withId('ann')], ['b.yml', withId('bob')]);
  assert.match(issues[0]?.message ?? '', /^has the id or name of another rule \(a\.yml:1\): left out$/);
});
