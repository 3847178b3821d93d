/** The parts of Sigma 1's documents: what several rules share, and what one changes of the one before. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRules } from '../../src/engine/sigma/compile.ts';
import { DetectionMatcher } from '../../src/engine/sigma/detection-matcher.ts';
import { reviewedRegex } from '../../src/rules/regex.ts';
import { formatIssue } from '../../src/rules/rule-set.ts';
import { readSigmaFile } from '../../src/rules/sigma-file.ts';
import { eventWith } from '../engine/sigma/rule-of.ts';

function read(...documents: readonly string[]) {
  const { rules, outlines, issues } = readSigmaFile('r.yml', documents.join('\n---\n'));
  const compiled = compileRules(rules, () => reviewedRegex);
  const matcher = new DetectionMatcher(compiled.rules);
  return {
    rules,
    outlines,
    issues: [...issues, ...compiled.issues].map(formatIssue),
    hits(fields: Readonly<Record<string, string>>): string[] {
      const ids: string[] = [];
      matcher.match(eventWith(fields), ({ rule }) => ids.push(rule.id));
      return ids.sort();
    },
  };
}

const GLOBAL = `action: global
title: shared
id: a
level: high
tags: [one, two]
logsource: {product: test}
detection:
  other: {g: 1}
  condition: own and not other`;

test('what a global document says is part of those behind it, down into its maps', () => {
  const { rules, outlines, issues, hits } = read(
    GLOBAL,
    'detection: {own: {f: x}}',
    'title: second\nlevel: low\ntags: [three]\ndetection: {own: {f: y}}',
  );
  assert.deepEqual(issues, []);
  // Its id is one rule's: the others have their places for one.
  const told = rules.map(({ id, title, level, tags }) => ({ id, title, level, tags }));
  assert.deepEqual(told, [
    { id: 'a', title: 'shared', level: 'high', tags: ['one', 'two'] },
    { id: 'r.yml#3', title: 'second', level: 'low', tags: ['three'] },
  ]);
  assert.deepEqual(
    outlines.map(({ id }) => id),
    ['a', 'r.yml#3'],
  );
  assert.deepEqual(hits({ f: 'x' }), ['a']);
  assert.deepEqual(hits({ f: 'y' }), ['r.yml#3']);
  assert.deepEqual(hits({ f: 'x', g: '1' }), []);
});

test('several global documents add up, until reset', () => {
  const whole = 'title: t\nid: c\nlogsource: {product: test}\ndetection: {s: {f: z}, condition: s}';
  const { rules, issues, hits } = read(
    GLOBAL,
    'action: global\nlevel: critical\ndetection: {other: {g: 2}}',
    'detection: {own: {f: x}}',
    'action: reset',
    whole,
  );
  assert.deepEqual(issues, []);
  assert.deepEqual(
    rules.map(({ id, level }) => [id, level]),
    [
      ['a', 'critical'],
      ['c', 'medium'],
    ],
  );
  assert.deepEqual(hits({ f: 'x', g: '1' }), ['a']);
  assert.deepEqual(hits({ f: 'x', g: '2' }), [], 'the later one holds');
  assert.deepEqual(hits({ f: 'z' }), ['c']);
});

test('repeat is the rule before it with changes, and has an id of its own', () => {
  const first =
    'title: t\nid: a\nname: n\nlogsource: {product: test}\ndetection: {s: {f: x, h: 1}, condition: s}';
  const { rules, issues, hits } = read(
    first,
    'action: repeat\ndetection: {s: {f: y}}',
    'action: repeat\nid: b\nlevel: low\ndetection: {s: {h: 2}}',
  );
  assert.deepEqual(issues, []);
  assert.deepEqual(
    rules.map(({ id, name, title }) => [id, name, title]),
    [
      ['a', 'n', 't'],
      ['r.yml#2', 'r.yml#2', 't'],
      ['b', 'b', 't'],
    ],
  );
  assert.deepEqual(hits({ f: 'x', h: '1' }), ['a']);
  assert.deepEqual(hits({ f: 'y', h: '1' }), ['r.yml#2']);
  assert.deepEqual(hits({ f: 'y', h: '2' }), ['b']);
});

test('a mistake is told at its own place, also in what is shared; what is no action is one', () => {
  const shared =
    'action: global\ntitle: t\nlogsource: {product: test}\ndetection:\n  s: {f|foo: 1}\n  condition: s';
  assert.deepEqual(read(shared, 'detection: {t: {g: 1}}').issues, [
    "r.yml:5:7: error: unknown modifier 'foo'",
  ]);
  assert.deepEqual(read('action: extend\ntitle: t').issues, [
    "r.yml:1:9: error: 'action' is one of global, reset, repeat",
  ]);
});

test('parts upon parts without end cost no stack', () => {
  const rule = 'title: t\nid: a\nlogsource: {product: test}\ndetection: {s: {f: x}, condition: s}';
  const repeat = 'action: repeat\ndetection: {s: {f: y}}';
  const { rules } = read(rule, ...new Array<string>(5_000).fill(repeat));
  assert.equal(rules.length, 101);
});
