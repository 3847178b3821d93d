import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileFilter, type Fields } from '../../src/model/filter.ts';
import { loadLinearRegex } from '../../src/platform/linear-regex.ts';

type Item = {
  readonly title: string;
  readonly level: string;
  readonly ip: string;
  readonly users: string[];
  readonly count: number;
};

const FIELDS: Fields<Item> = {
  title: ({ title }) => title,
  level: ({ level }) => level,
  ip: ({ ip }) => ip,
  user: ({ users }) => users,
  count: ({ count }) => count,
};

const ITEMS: readonly Item[] = [
  { title: 'SSH brute force', level: 'high', ip: '203.0.113.7', users: ['root', 'bob'], count: 412 },
  { title: 'SQL injection', level: 'critical', ip: '198.51.100.23', users: [], count: 36 },
  { title: 'Slow guessing', level: 'medium', ip: '2001:db8::15', users: ['admin'], count: 9 },
];

const regex = await loadLinearRegex();

function found(filter: string): readonly string[] {
  const compiled = compileFilter(filter, FIELDS, regex);
  assert.ok(compiled.ok, compiled.ok ? '' : compiled.problem);
  return ITEMS.filter(compiled.matches).map(({ title }) => title.split(' ')[0] ?? '');
}

describe('a filter', () => {
  const cases: readonly (readonly [filter: string, found: readonly string[]])[] = [
    ['', ['SSH', 'SQL', 'Slow']],
    ['brute', ['SSH']],
    ['BRUTE', ['SSH']],
    ['s force', ['SSH']],
    ['"brute force"', ['SSH']],
    ['"force brute"', []],
    ['!brute', ['SQL', 'Slow']],
    ['!ssh !sql', ['Slow']],
    ['user:admin', ['Slow']],
    ['!user:root', ['SQL', 'Slow']],
    ['bob', ['SSH']],
    ['203.0.113', ['SSH']],
    ['2001:db8::15', ['Slow']],
    ['count>36', ['SSH']],
    ['count>=36 count<400', ['SQL']],
    ['count=9', ['Slow']],
    ['412', ['SSH']],
    ['>=high', ['SSH', 'SQL']],
    ['>=crit', ['SQL']],
    ['<high', ['Slow']],
    ['=medium', ['Slow']],
    ['level>=high', ['SSH', 'SQL']],
    ['re:s[qs][lh]', ['SSH', 'SQL']],
    ['!re:^S', []],
    ['re:', ['SSH', 'SQL', 'Slow']],
  ];
  for (const [filter, expected] of cases) {
    test(`/${filter} lets through ${expected.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(found(filter), expected);
    });
  }
});

describe('what is wrong with a filter is said', () => {
  for (const [filter, problem] of [
    ['colour:red', /no field colour: title, level, ip, user, count/],
    ['>=awful', /no level awful: informational/],
    ['count>many', /count> wants a number/],
    ['re:(', /missing/],
    ['re:(?=x)', /./],
    [new Array(17).fill('x').join(' '), /at most 16 words/],
  ] as const) {
    test(filter.slice(0, 20), () => {
      const compiled = compileFilter(filter, FIELDS, regex);
      assert.ok(!compiled.ok);
      assert.match(compiled.problem, problem);
    });
  }
});

test('a pattern that makes other engines run for ever is over at once', () => {
  const compiled = compileFilter('re:(a+)+b$', FIELDS, regex);
  assert.ok(compiled.ok);
  assert.equal(compiled.matches({ ...(ITEMS[0] as Item), title: `${'a'.repeat(50_000)}!` }), false);
});
