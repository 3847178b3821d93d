import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Engine } from '../../src/engine/engine.ts';
import { compileRules } from '../../src/engine/sigma/compile.ts';
import { withLocalNames } from '../../src/engine/sigma/links/local-names.ts';
import type { RuleSet } from '../../src/engine/sigma/rule-set.ts';
import { reviewedRegex } from '../../src/rules/regex.ts';
import { readSigmaFile } from '../../src/rules/sigma-file.ts';
import { rulesOf } from '../engine/correlate/rule-stream.ts';
import { blockOf, engineOptions } from '../engine/run-engine.ts';

const rule = (id: string, word: string): string =>
  `title: ${id}\nid: ${id}\nlogsource: {product: linux}\ndetection: {k: [${word}], condition: k}\nlevel: high`;
const LINE = 'Nov 20 08:00:00 host app[1]: one two';

test('an engine goes on with other rules: alerts stay while their rules do, and new rules find new events', () => {
  const engine = new Engine(engineOptions(rulesOf(rule('a', 'one'), rule('b', 'nothing'))));
  engine.step({ kind: 'open', source: 's', format: 'syslog' });
  engine.step(blockOf('s', LINE, 1));
  engine.step({ kind: 'idle', source: 's' });
  const names = (): string[] => engine.alerts().map(({ rule: { id }, eventCount }) => `${id} ${eventCount}`);
  assert.deepEqual(names(), ['a 1']);

  engine.takeRules(rulesOf(rule('b', 'two'), rule('a', 'one')));
  engine.step(blockOf('s', LINE.replace('08:00:00', '08:00:01'), 2));
  engine.step({ kind: 'idle', source: 's' });
  assert.deepEqual(names().sort(), ['a 2', 'b 1']);

  engine.takeRules(rulesOf(rule('b', 'two')));
  assert.deepEqual(names(), ['b 1']);
});

const EVENT = (id: string, word: string): string =>
  `title: ${id}\nid: ${id}\nname: ${id}\nlogsource: {product: linux}\ndetection: {k: [${word}], condition: k}\nlevel: informational`;
const counting = (id: string, of: string, gte: number, by = 'host'): string =>
  `title: ${id}\nid: ${id}\nlevel: high\ncorrelation: {type: event_count, rules: [${of}], group-by: [${by}], timespan: 5m, condition: {gte: ${gte}}}`;
const ordering = (id: string, ...of: readonly string[]): string =>
  `title: ${id}\nid: ${id}\nlevel: high\ncorrelation: {type: temporal_ordered, rules: [${of.join(', ')}], group-by: [host], timespan: 5m}`;
const measuring = (id: string, of: string): string =>
  `title: ${id}\nid: ${id}\nlevel: high\ncorrelation: {type: value_sum, rules: [${of}], group-by: [host], timespan: 5m, condition: {gte: 2, field: pid}}`;

const withoutId = (text: string): string => text.replace(/^id: .*\n/m, '');

describe('rules that are the same after rules were read again', () => {
  const one = EVENT('one', 'one');
  const two = EVENT('two', 'two');
  const cases: readonly (readonly [what: string, before: string[], after: string[], alerts: string[]])[] = [
    ['count on', [one, counting('c', 'one', 2)], [one, counting('c', 'one', 2)], ['c 2']],
    [
      'count on where others came before them, in other tables and columns',
      [one, two, counting('x', 'two', 9, 'process'), counting('c', 'one', 2)],
      [two, rule('new', 'nothing'), one, counting('d', 'one', 9), counting('c', 'one', 2)],
      ['c 2'],
    ],
    [
      'count on when more is told of them',
      [one, counting('c', 'one', 2)],
      [`${one}\ndescription: told`, `${counting('c', 'one', 2)}\ntags: [attack.t1110]\nx_attack: how`],
      ['c 2'],
    ],
    [
      'count on without ids when others come before them',
      [withoutId(one), withoutId(counting('c', 'one', 2).replace('title', 'name: c\ntitle'))],
      [
        rule('new', 'nothing'),
        withoutId(one),
        withoutId(counting('c', 'one', 2).replace('title', 'name: c\ntitle')),
      ],
      ['test.yml#c 2'],
    ],
    [
      'begin anew when their figure is another',
      [one, counting('c', 'one', 9)],
      [one, counting('c', 'one', 2)],
      [],
    ],
    [
      'begin anew when what they count is another',
      [EVENT('one', 'app'), counting('c', 'one', 2)],
      [one, counting('c', 'one', 2)],
      [],
    ],
    [
      'remember the first of several things',
      [one, two, ordering('o', 'one', 'three'), EVENT('three', 'three')],
      [EVENT('three', 'three'), one, ordering('n', 'three', 'one'), ordering('o', 'one', 'three')],
      ['o 2'],
    ],
    [
      'measure on',
      [one, measuring('m', 'one')],
      [two, one, measuring('n', 'two'), measuring('m', 'one')],
      ['m 2'],
    ],
  ];
  for (const [what, before, after, alerts] of cases)
    test(what, () => {
      const engine = new Engine(engineOptions(rulesOf(...before)));
      engine.step({ kind: 'open', source: 's', format: 'syslog' });
      engine.step(blockOf('s', 'Nov 20 08:00:00 host app[1]: one', 1));
      engine.takeRules(rulesOf(...after));
      engine.step(blockOf('s', 'Nov 20 08:00:01 host app[1]: one three', 2));
      engine.step({ kind: 'idle', source: 's' });
      assert.deepEqual(
        engine.alerts().map(({ rule: { id }, eventCount }) => `${id} ${eventCount}`),
        alerts,
      );
    });
});

test('rules that build on each other, however many, count on', () => {
  const named = (id: string, of: string): string =>
    counting(id, of, 2).replace('title', `name: ${id}\ntitle`);
  const chain = Array.from({ length: 40 }, (_, at) => named(`c${at}`, at === 0 ? 'one' : `c${at - 1}`));
  const engine = new Engine(engineOptions(rulesOf(EVENT('one', 'one'), ...chain)));
  engine.step({ kind: 'open', source: 's', format: 'syslog' });
  const lines = Array.from({ length: 41 }, (_, at) => `Nov 20 08:00:${at + 10} host app[1]: one`);
  engine.step(blockOf('s', lines.slice(0, -1).join('\n'), 1));
  engine.takeRules(rulesOf(EVENT('one', 'one'), rule('new', 'nothing'), ...chain));
  engine.step(blockOf('s', lines.at(-1) ?? '', 41));
  engine.step({ kind: 'idle', source: 's' });
  assert.deepEqual(
    engine.alerts().map(({ rule: { id } }) => id),
    ['c39'],
  );
});

test('rules count on when a file comes or goes whose rules have the same names, and when a filter is for one more', () => {
  const file = (own: string, filtered: string, gte = 2): string =>
    [
      EVENT(`${own}-one`, 'one').replace(/name: .*/, 'name: one'),
      counting(`${own}-c`, 'one', gte).replace('title', 'name: c\ntitle'),
      `title: f\nlogsource: {product: linux}\nfilter: {rules: [${filtered}], f: {host: other}, condition: not f}`,
    ].join('\n---\n');
  const compiled = (...texts: readonly string[]): RuleSet => {
    const read = texts.map((text, at) => readSigmaFile(`${at}.yml`, text));
    const named = withLocalNames(
      read.flatMap(({ rules }) => rules),
      read.flatMap(({ filters }) => filters),
    );
    return compileRules(named.rules, () => reviewedRegex, { filters: named.filters }).rules;
  };
  const [alone, among] = [compiled(file('b', 'one')), compiled(file('a', 'one', 9), file('b', 'one, b-one'))];
  for (const [before, after] of [
    [alone, among],
    [among, alone],
  ] as const) {
    const engine = new Engine(engineOptions(before));
    engine.step({ kind: 'open', source: 's', format: 'syslog' });
    engine.step(blockOf('s', 'Nov 20 08:00:00 host app[1]: one', 1));
    engine.takeRules(after);
    engine.step(blockOf('s', 'Nov 20 08:00:01 host app[1]: one', 2));
    engine.step({ kind: 'idle', source: 's' });
    assert.deepEqual(
      engine.alerts().map(({ rule: { id }, eventCount }) => `${id} ${eventCount}`),
      ['b-c 2'],
    );
  }
});
