/** What Sigma 1 has behind a pipe says what a correlation of Sigma 2 says, and runs as one. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileRules } from '../../src/engine/sigma/compile.ts';
import type { CorrelationRule } from '../../src/engine/sigma/spec.ts';
import { reviewedRegex } from '../../src/rules/regex.ts';
import { formatIssue } from '../../src/rules/rule-set.ts';
import { readSigmaFile } from '../../src/rules/sigma-file.ts';
import { assertLinear, pumped } from '../support/linear-time.ts';

function read(text: string) {
  const { rules, outlines, issues } = readSigmaFile('r.yml', text);
  const compiled = compileRules(rules, () => reviewedRegex);
  return { rules, outlines, issues: [...issues, ...compiled.issues].map(formatIssue) };
}

const BASE = `title: t
id: base
logsource: {product: windows, service: security}
detection:
  selection: {EventID: 4625}
  filter: {IpAddress: '-'}
`;
const legacy = (pipe: string, timeframe = '  timeframe: 5m\n'): string =>
  `${BASE}  condition: selection and not filter | ${pipe}\n${timeframe}`;
/** The same by hand. */
const correlation = (lines: string): string =>
  `${BASE}  condition: selection and not filter\n---\ntitle: t\nid: c\ncorrelation:\n  rules: [base]\n  timespan: 5m\n${lines}`;

/** All that a correlation counts by. */
function counts(rules: readonly { readonly kind: string }[]) {
  const found = rules.find((rule): rule is CorrelationRule => rule.kind === 'correlation');
  assert.ok(found, 'there is a correlation');
  const { type, groupBy, timespan, condition, fields, generate, wanted, aliases, percentile } = found;
  return { type, groupBy, timespan, condition, fields, generate, wanted, aliases, percentile };
}

describe('an aggregation counts as its correlation does', () => {
  const rows: Readonly<Record<string, string>> = {
    'count() > 10': '  type: event_count\n  condition: {gt: 10}',
    'count() by IpAddress >= 5': '  type: event_count\n  group-by: [IpAddress]\n  condition: {gte: 5}',
    'COUNT ( ) by a.b,  c-d<3': '  type: event_count\n  group-by: [a.b, c-d]\n  condition: {lt: 3}',
    'count(TargetUserName) by IpAddress, Computer > 15':
      '  type: value_count\n  group-by: [IpAddress, Computer]\n  condition: {field: TargetUserName, gt: 15}',
    'count(distinct user) == 2': '  type: value_count\n  condition: {field: user, eq: 2}',
    'sum(sc-bytes) by c-ip > 1000.5':
      '  type: value_sum\n  group-by: [c-ip]\n  condition: {field: sc-bytes, gt: 1000.5}',
    'avg(x) by y <= 1': '  type: value_avg\n  group-by: [y]\n  condition: {field: x, lte: 1}',
    'min(x) != 0': '  type: value_min\n  condition: {field: x, neq: 0}',
    'max(x) > 0': '  type: value_max\n  condition: {field: x, gt: 0}',
  };
  for (const [pipe, lines] of Object.entries(rows))
    test(pipe, () => {
      const written = read(legacy(pipe));
      assert.deepEqual(written.issues, []);
      assert.deepEqual(counts(written.rules), counts(read(correlation(lines)).rules));
    });
});

test('the correlation has the name of the rule, and its events do not alert by themselves', () => {
  const { rules, outlines } = read(legacy('count() by IpAddress > 5'));
  assert.deepEqual(
    rules.map(({ id, title, kind, level }) => [id, title, kind, level]),
    [
      ['base#events', 't: its events', 'detection', 'informational'],
      ['base', 't', 'correlation', 'medium'],
    ],
  );
  assert.equal(outlines.length, 1);
});

test('a filter that names the rule is for its events', () => {
  const filter = `---
title: f
logsource: {product: windows}
filter: {rules: [base], own: {User: backup}, condition: not own}
`;
  const { rules, filters } = readSigmaFile('r.yml', legacy('count() > 5') + filter);
  const { rules: compiled, issues } = compileRules(rules, () => reviewedRegex, { filters });
  assert.deepEqual(issues.map(formatIssue), []);
  assert.deepEqual(
    compiled.detections.map(({ rule, filters: own }) => [rule.id, own.length]),
    [['base#events', 1]],
  );
});

test('the time may stand beside the detection, and has to stand somewhere', () => {
  assert.deepEqual(read(legacy('count() > 5', 'timeframe: 1h\n')).issues, []);
  assert.deepEqual(read(legacy('count() > 5', '')).issues, [
    "r.yml:7:14: error: counts without saying in what time: write a 'timeframe' beside it, as in 10m",
  ]);
  assert.deepEqual(read(legacy('count() > 5', '  timeframe: soon\n')).issues, [
    "r.yml:8:14: error: 'timeframe' is a whole number with s, m, h, d, w, M or y, as in 10m",
  ]);
});

test('what else stood behind a pipe is refused', () => {
  for (const pipe of [
    'near filter',
    'count() by a',
    'count() > 1 and count(x) > 2',
    'sum() > 3',
    'count() > x',
  ])
    assert.match(read(legacy(pipe)).issues.join('\n'), /^r\.yml:7:39: error: condition has a pipe/, pipe);
});

test('a condition is read in linear time', () => {
  for (const piece of ['count(', ' by a', ', a', ' ', 'distinct ', '9', '| '])
    assertLinear(piece, (length) => readSigmaFile('r.yml', legacy(`count(x)${pumped(piece, length)}`)));
});
