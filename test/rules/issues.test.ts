import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRules } from '../../src/engine/sigma/compile.ts';
import { readRules } from '../../src/rules/load.ts';
import { reviewedRegex } from '../../src/rules/regex.ts';
import { formatIssue, toldIssues } from '../../src/rules/rule-set.ts';
import { readSigmaFile } from '../../src/rules/sigma-file.ts';

/** All that is wrong with a rule file, as the user reads it. */
function issuesOf(text: string): string[] {
  const { rules, issues } = readSigmaFile('r.yml', text);
  return [...issues, ...compileRules(rules, () => reviewedRegex).issues].map(formatIssue);
}

const HEAD = 'title: t\nlogsource:\n  product: linux\n';

test('every mistake of a rule is named, each at its own place', () => {
  const text = `${HEAD}detection:\n  a:\n    user|foo: root\n    host|expand: '%hosts%'\n  condition: a and b\n`;
  assert.deepEqual(issuesOf(text), [
    "r.yml:6:5: error: unknown modifier 'foo'",
    'r.yml:7:5: unsupported: the placeholder %hosts% has no values',
    "r.yml:8:20: error: condition names the search 'b', which is not defined",
  ]);
});

test('what is wrong with the head of a rule hides nothing that is wrong with its searches', async () => {
  const searches = `detection:\n  a:\n    user|foo: root\n    host: {is: none}\n    ip|cidr: 10.0.0.0/40\n  condition: a\n`;
  const detection = `title: t\nlevel: severe\nlogsource:\n  product: linux\n${searches}`;
  const filter = `title: f\nlogsource:\n  product: linux\n${searches.replace('detection:', 'filter:')}`;
  const files = [detection, filter].map((text, at) => ({ file: `${at}.yml`, text, problem: null }));
  const { rules, wrong, issues } = await readRules(files);
  assert.deepEqual(rules, []);
  const found = [...issues, ...compileRules(rules, () => reviewedRegex, { wrong }).issues];
  assert.deepEqual(found.filter(({ severity }) => severity === 'error').map(formatIssue), [
    "0.yml:2:8: error: unknown level 'severe': informational, low, medium, high, critical",
    "0.yml:8:11: error: 'host' takes a value or a list of values",
    "1.yml:7:11: error: 'host' takes a value or a list of values",
    "1.yml:5:3: error: 'rules' names no rules; all of its log source are 'any'",
    "0.yml:7:5: error: unknown modifier 'foo'",
    "0.yml:9:5: error: '10.0.0.0/40' is not a network, such as 10.0.0.0/8 or 2001:db8::/32",
    "1.yml:6:5: error: unknown modifier 'foo'",
    "1.yml:8:5: error: '10.0.0.0/40' is not a network, such as 10.0.0.0/8 or 2001:db8::/32",
  ]);
});

test('a part of a time that it never is', () => {
  const rule = (test: string): string => `${HEAD}detection:\n  a:\n    ts|${test}\n  condition: a\n`;
  assert.deepEqual(issuesOf(rule('hour: [23, 24]')), ["r.yml:6:5: error: 'hour' is from 0 to 23, never 24"]);
  assert.deepEqual(issuesOf(rule('month: 0')), ["r.yml:6:5: error: 'month' is from 1 to 12, never 0"]);
  for (const right of ['minute: 0', 'day: 31', 'week: 53', 'year: 2026', 'hour|lt: 24'])
    assert.deepEqual(issuesOf(rule(right)), []);
});

test('a rule without its parts', () => {
  assert.deepEqual(issuesOf('title: t\n'), [
    "r.yml:1:1: error: 'detection' with its searches and 'condition' is missing",
  ]);
  assert.deepEqual(issuesOf('- a\n- b\n'), [
    'r.yml:1:1: error: a rule is a map with title, logsource and detection: several stand one below the other with --- between them',
  ]);
});

test('a correlation without its parts, and one that does not exist', () => {
  const correlation = (type: string): string =>
    `title: t\ncorrelation:\n  type: ${type}\n  rules: [a]\n  timespan: 10m\n`;
  assert.deepEqual(issuesOf(correlation('value_count')), [
    "r.yml:3:3: error: 'value_count' needs the 'field' whose values it looks at, in its condition",
    "r.yml:3:3: error: 'value_count' needs a condition, as in gte: 5",
  ]);
  assert.deepEqual(issuesOf(correlation('count')), [
    "r.yml:3:9: error: unknown correlation type 'count': event_count, value_count, value_sum, value_avg, value_min, value_max, value_median, value_percentile, temporal, temporal_ordered",
  ]);
});

test('a rule that refers to what is not loaded', () => {
  const text =
    'title: t\ncorrelation:\n  type: event_count\n  rules: [nobody]\n  timespan: 10m\n  condition: {gte: 5}\n';
  assert.deepEqual(issuesOf(text), ["r.yml:4:11: error: refers to 'nobody', which is not loaded"]);
});

test('a rule that is referred to by its title', () => {
  const rules = `title: its title\nlogsource: {product: linux}\ndetection: {a: {user: root}, condition: a}\n---\ntitle: t\ncorrelation:\n  type: event_count\n  rules: [its title]\n  timespan: 10m\n  condition: {gte: 5}\n`;
  assert.deepEqual(issuesOf(rules), [
    "r.yml:8:11: error: refers to 'its title', which is not loaded: 'its title' is a title, give that rule a name and refer to it",
  ]);
});

test('one broken document leaves the others of its file alone', () => {
  const good = `${HEAD}detection:\n  a: {user: root}\n  condition: a\n`;
  const { rules, issues } = readSigmaFile('r.yml', `${good}---\ntitle: x\n---\n${good}`);
  assert.equal(rules.length, 2);
  assert.equal(issues.length, 1);
});

test('a temporal correlation may say in words which of its rules it wants', () => {
  const correlation = (type: string, condition: string, rules = 'rules: [a, b]'): string =>
    `title: t\ncorrelation:\n  type: ${type}\n  ${rules}\n  timespan: 10m\n  condition: ${condition}\n`;
  const wantedOf = (text: string): unknown => {
    const { rules, issues } = readSigmaFile('r.yml', text);
    const [rule] = rules;
    assert.deepEqual(issues, []);
    return rule?.kind === 'correlation' ? [rule.rules.join(), rule.wanted?.text ?? null] : null;
  };
  assert.deepEqual(wantedOf(correlation('temporal', 'b AND a')), ['a,b', null]);
  assert.deepEqual(wantedOf(correlation('temporal_ordered', 'a and b')), ['a,b', null]);
  assert.deepEqual(wantedOf(correlation('temporal_ordered', 'b and (a)', '')), ['b,a', null]);
  assert.deepEqual(wantedOf(correlation('temporal', 'a or b')), ['a,b', 'a or b']);
  assert.deepEqual(wantedOf(correlation('temporal', 'c and not (b or d)', '')), [
    'c,b,d',
    'c and not (b or d)',
  ]);
  const refused = [
    ['temporal', 'a and c', "r.yml:6:20: error: condition names the search 'c', which is not defined"],
    ['temporal_ordered', 'a or b', 'r.yml:6:14: unsupported: in order only all of the rules can be wanted'],
    ['event_count', 'a and b', "r.yml:6:14: error: 'event_count' needs a comparison"],
  ] as const;
  for (const [type, condition, message] of refused) {
    const [issue = ''] = issuesOf(correlation(type, condition));
    assert.ok(issue.startsWith(message), issue);
  }
});

test('a UUID in capitals is the same UUID', () => {
  const id = '0f06a3a5-6a09-413f-8743-e6cf35561297';
  const text = `${HEAD}id: ${id.toUpperCase()}\ndetection:\n  a: {user: root}\n  condition: a\n---\ntitle: c\ncorrelation:\n  type: event_count\n  rules: [${id}]\n  group-by: [who]\n  timespan: 1m\n  aliases: {who: {${id.toUpperCase()}: user}}\n  condition: {gte: 2}\n`;
  assert.deepEqual(issuesOf(text), []);
});

test("a map takes the keys of the maps under '<<' that it has not itself, and a quoted '<<' is a name", () => {
  const searchOf = (search: string): unknown => {
    const text = `${HEAD}detection:\n  one: &one {user: root, tty: x}\n  two: &two {user: bob, host: h}\n  s:\n${search}  condition: s\n`;
    const { rules, issues } = readSigmaFile('r.yml', text);
    assert.deepEqual(issues, []);
    const [rule] = rules;
    const found = rule?.kind === 'detection' ? rule.searches.get('s') : undefined;
    return found?.kind === 'all' ? found.tests.map(({ field, values }) => [field, ...values]) : found;
  };
  assert.deepEqual(searchOf('    <<: [*one, *two]\n    tty: y\n'), [
    ['tty', 'y'],
    ['user', 'root'],
    ['host', 'h'],
  ]);
  assert.deepEqual(searchOf("    '<<': a\n"), [['<<', 'a']]);
});

test('nothing behind a last --- is no rule', () => {
  assert.deepEqual(issuesOf(`---\n${HEAD}detection:\n  a: {user: root}\n  condition: a\n---\n`), []);
});

test('YAML that is nested too deeply is told once', () => {
  const deep = (depth: number): string =>
    `${HEAD}detection:\n  a: ${'['.repeat(depth)}${']'.repeat(depth)}\n  condition: a\n`;
  for (const depth of [100, 20_000]) {
    const issues = issuesOf(deep(depth));
    assert.equal(issues.length, 1, issues.slice(0, 3).join('\n'));
    assert.match(issues[0] ?? '', /error: its YAML is nested too deeply/);
  }
});

test('a log source that names nothing, and an alias for another rule', () => {
  const detection = (name: string): string =>
    `title: t\nname: ${name}\nlogsource: {definition: x}\ndetection:\n  a: {user: root}\n  condition: a\n`;
  const correlation =
    'title: c\ncorrelation:\n  type: event_count\n  rules: [one]\n  timespan: 1m\n  condition: {gte: "2"}\n  group-by: [who]\n  aliases: {who: {two: user}}\n';
  const warned = "warning: 'logsource' names no category, product, service: the rule looks at every event";
  assert.deepEqual(issuesOf([detection('one'), detection('two'), correlation].join('---\n')), [
    `r.yml:3:12: ${warned}`,
    `r.yml:10:12: ${warned}`,
    "r.yml:15:1: warning: the alias 'who' is for a rule that the correlation does not name: two",
  ]);
});

test('a file of more documents than a call may have arguments is told, each of them', async () => {
  const many = 130_000;
  const { issues } = await readRules([{ file: 'many.yml', text: '--- a\n'.repeat(many), problem: null }]);
  assert.equal(issues.length, many);
});

test('of thousands of problems the gravest are told, and how to see all', () => {
  const at = { file: 'r.yml', line: 1, column: 1 };
  const many = Array.from({ length: 3000 }, () => ({ severity: 'unsupported', message: 'x', at }) as const);
  const told = toldIssues([...many, { severity: 'error', message: 'y', at }]);
  assert.equal(told.length, 21);
  assert.equal(told[0], 'r.yml:1:1: error: y');
  assert.match(
    told.at(-1) ?? '',
    /^rules: 2981 more problems, all of .*: soc-console rules check tells all of them$/,
  );
  assert.equal(toldIssues(many.slice(0, 20)).length, 20);
});
