/** What is told of a folder with more rules than anybody reads the names of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRules } from '../../src/engine/sigma/compile.ts';
import { checkRules } from '../../src/rules/check.ts';
import { MOST_NAMED, summaryOf } from '../../src/rules/check-summary.ts';
import { reviewedRegex } from '../../src/rules/regex.ts';
import { readSigmaFile } from '../../src/rules/sigma-file.ts';

const rule = (title: string, logsource: string, condition = 's'): string =>
  `title: ${title}\nlogsource: ${logsource}\ndetection:\n  s: {a: b}\n  condition: ${condition}`;
const many = (count: number, logsource: string, condition?: string): string[] =>
  Array.from({ length: count }, (_, index) => rule(`t${index}`, logsource, condition));

function summary(...documents: readonly string[]): readonly string[] {
  const { rules, outlines, issues } = readSigmaFile('r.yml', documents.join('\n---\n'));
  const compiled = compileRules(rules, () => reviewedRegex);
  return summaryOf(checkRules({ outlines, issues: [...issues, ...compiled.issues], files: 1 }));
}

test('a few rules are not summed up', () => {
  assert.deepEqual(summary(...many(MOST_NAMED, '{product: linux}')), []);
});

test('of many it is told what they look at, and what is never recognised', () => {
  assert.deepEqual(
    summary(
      ...many(MOST_NAMED, '{product: Windows, category: process_creation}'),
      ...many(3, '{category: database}'),
      ...many(2, '{category: application, product: django}'),
      'title: counts\ncorrelation:\n  type: event_count\n  rules: [r.yml#1]\n  timespan: 5m\n  condition: {gte: 2}',
      'vars: {a: [b]}',
    ),
    [
      '',
      'What the rules that run look at:',
      '  40  windows process_creation',
      '   3  database *',
      '   2  django application *',
      '   1  correlations',
      '   1  placeholders',
      'For 5 of these rules no log is recognised (marked *): --logsource says that a log is one.',
    ],
  );
});

test('the rarest log sources share a row', () => {
  const told = summary(
    ...many(MOST_NAMED, '{product: linux}'),
    ...Array.from({ length: 25 }, (_, index) => rule('t', `{product: own, service: s${index}}`)),
  );
  assert.equal(told.length, 2 + 20 + 1);
  assert.equal(told.at(-1), '   6  6 others');
});

test('problems of the same kind are counted, whatever they are about', () => {
  const wrong = Array.from({ length: 11 }, (_, index) => rule('t', '{product: linux}', `s and no${index}`));
  assert.deepEqual(summary(...wrong), [
    '',
    'Problems that several have:',
    "  11  error: condition names the search '...', which is not defined",
  ]);
});
