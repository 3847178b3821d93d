import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileFilter, type Fields } from '../../../src/model/lists/filter.ts';
import { loadLinearRegex } from '../../../src/platform/linear-regex.ts';

type Item = {
  readonly title: string;
  readonly level: string;
  readonly ip: string;
  readonly users: string[];
  readonly count: number;
  readonly last: number;
};

const FIELDS: Fields<Item> = {
  title: ({ title }) => title,
  level: ({ level }) => level,
  ip: ({ ip }) => ip,
  user: ({ users }) => users,
  count: ({ count }) => count,
  last: ({ last }) => last,
};

const at = (time: string): number => Date.parse(`2026-11-${time}Z`);

const ITEMS: readonly Item[] = [
  {
    title: 'SSH brute force',
    level: 'high',
    ip: '203.0.113.7',
    users: ['root', 'bob'],
    count: 412,
    last: at('21T06:30'),
  },
  {
    title: 'SQL injection',
    level: 'critical',
    ip: '198.51.100.23',
    users: [],
    count: 36,
    last: at('21T05:30'),
  },
  {
    title: 'Slow guessing',
    level: 'medium',
    ip: '2001:db8::15',
    users: ['admin'],
    count: 9,
    last: at('20T23:00'),
  },
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
    ['ip=203.0.113.7', ['SSH']],
    ['ip=203.0.113', []],
    ['user=bob', ['SSH']],
    ['user=bo', []],
    ['412', ['SSH']],
    ['last>2026-11-21', ['SSH', 'SQL']],
    ['last>2026-11-21T06:00', ['SSH']],
    ['last<=2026-11-21T05:59:59', ['SQL', 'Slow']],
    ['!last<2026-11-21T06:00', ['SSH']],
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
    ['colour:red', /no field colour: title, level, ip, user, count, last/],
    ['>=awful', /no level awful: informational/],
    ['count>many', /count> wants a number/],
    ['last>25:00', /last> wants a number, or a time: 06:00, 2026-11-21/],
    ['last>2026-99-99', /last> wants a number, or a time/],
    ['re:(', /^missing closing \): `\(`$/],
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
