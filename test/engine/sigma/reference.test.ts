/** The condition parser and the matcher against implementations that are slow and obvious. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileRules } from '../../../src/engine/sigma/compile.ts';
import { type Condition, parseCondition } from '../../../src/engine/sigma/condition.ts';
import { DetectionMatcher } from '../../../src/engine/sigma/detection-matcher.ts';
import type { DetectionRule, FieldTest } from '../../../src/engine/sigma/spec.ts';
import { Automaton } from '../../../src/engine/sigma/texts/automaton.ts';
import { foldCase } from '../../../src/engine/sigma/texts/fold.ts';
import { regexLiterals } from '../../../src/engine/sigma/texts/regex-literals.ts';
import type { Fields } from '../../../src/model/log-event.ts';
import { reviewedRegex } from '../../../src/rules/regex.ts';
import { fc } from '../../support/properties.ts';
import { eventWith, ruleOf } from './rule-of.ts';

const SEARCHES = ['a', 'b', 'sel_1', 'sel_2', '_hidden'];

/** Sigma's precedence is JavaScript's: the words are put into its signs, and quantities written out. */
function evaluate(text: string, truth: ReadonlyMap<string, boolean>): boolean {
  const named = (pattern: string): string[] =>
    SEARCHES.filter((name) =>
      pattern === 'them'
        ? !name.startsWith('_')
        : new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name),
    );
  const script = text
    .replace(/(1|any|all) of (\S+?)(?=[\s)]|$)/g, (_, quantity: string, pattern: string) => {
      return `(${named(pattern).join(quantity === 'all' ? ' and ' : ' or ')})`;
    })
    .replace(/\band\b/g, '&&')
    .replace(/\bor\b/g, '||')
    .replace(/\bnot\b/g, '!')
    .replace(/[a-z_]\w*/g, (name) => String(truth.get(name)));
  return new Function(`return ${script}`)();
}

function holds(condition: Condition, truth: ReadonlyMap<string, boolean>): boolean {
  switch (condition.kind) {
    case 'search':
      return truth.get(condition.name) === true;
    case 'not':
      return !holds(condition.of, truth);
    case 'and':
      return condition.of.every((part) => holds(part, truth));
    case 'or':
      return condition.of.some((part) => holds(part, truth));
  }
}

const { condition: conditions } = fc.letrec<{ condition: string; leaf: string }>((tie) => ({
  leaf: fc.constantFrom(
    'a',
    'b',
    'sel_1',
    '1 of sel_*',
    'all of sel_*',
    'any of them',
    'all of them',
    '1 of *_*',
  ),
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.tuple(tie('condition'), tie('condition')).map(([left, right]) => `${left} and ${right}`),
    fc.tuple(tie('condition'), tie('condition')).map(([left, right]) => `${left} or ${right}`),
    tie('condition').map((inner) => `not ${inner}`),
    tie('condition').map((inner) => `(${inner})`),
  ),
}));

test('a condition means what JavaScript makes of the same words', () => {
  const truths = fc.array(fc.boolean(), { minLength: SEARCHES.length, maxLength: SEARCHES.length });
  fc.assert(
    fc.property(conditions, truths, (text, values) => {
      const truth = new Map(SEARCHES.map((name, index) => [name, values[index] === true]));
      assert.equal(holds(parseCondition(text, SEARCHES), truth), evaluate(text, truth), text);
    }),
    { numRuns: 2000 },
  );
});

/** A wildcard pattern at every place of the text; character by character, each folded by itself. */
function matchesSlowly(pattern: string, text: string): boolean {
  const [first, ...rest] = [...pattern];
  const characters = [...text];
  if (first === undefined) return text === '';
  if (first === '*') {
    return (
      characters.some((_, at) => matchesSlowly(rest.join(''), characters.slice(at).join(''))) ||
      matchesSlowly(rest.join(''), '')
    );
  }
  if (characters.length === 0) return false;
  const same = first === '?' || foldCase(first) === foldCase(characters[0] ?? '');
  return same && matchesSlowly(rest.join(''), characters.slice(1).join(''));
}

const ENDS: Readonly<Record<string, (value: string) => string>> = {
  contains: (value) => `*${value}*`,
  startswith: (value) => `${value}*`,
  endswith: (value) => `*${value}`,
};

function testHolds({ field, modifiers, values }: FieldTest, fields: Fields): boolean {
  const text = field === null ? JSON.stringify(fields) : fields[field];
  const open = field === null ? 'contains' : modifiers.find((modifier) => ENDS[modifier]);
  const one = (value: unknown): boolean => {
    if (value === null) return text === undefined || text === null;
    const pattern = ENDS[open ?? '']?.(String(value)) ?? String(value);
    return text !== undefined && text !== null && matchesSlowly(pattern, String(text));
  };
  const found = modifiers.includes('all') ? values.every(one) : values.some(one);
  return modifiers.includes('neq') ? !found : found;
}

const AT = { file: 'r.yml', line: 1, column: 1 };
const alphabet = fc.constantFrom('a', 'b', 'A', 'é', 'É', '1', ' ', '\u{1f600}');
const value = fc.string({
  unit: fc.oneof({ weight: 8, arbitrary: alphabet }, fc.constantFrom('*', '?')),
  maxLength: 4,
});
const fieldTest: fc.Arbitrary<FieldTest> = fc
  .record({
    field: fc.constantFrom('f', 'g', 'h', null),
    modifiers: fc.subarray(['contains', 'all', 'neq']).chain((some) =>
      fc.constantFrom(
        some,
        some.map((name) => (name === 'contains' ? 'endswith' : name)),
        ['startswith'],
      ),
    ),
    values: fc.array(fc.oneof({ weight: 9, arbitrary: value }, fc.constant(null)), {
      minLength: 1,
      maxLength: 4,
    }),
    at: fc.constant(AT),
  })
  .map((made) => (made.field === null ? { ...made, values: made.values.map((each) => each ?? 'a') } : made));

const detections = fc.array(
  fc.tuple(fieldTest, fieldTest, fc.constantFrom('a and b', 'a or b', 'a and not b', 'not a')),
  {
    minLength: 12,
    maxLength: 30,
  },
);
const text = fc.string({ unit: alphabet, maxLength: 8 });
const events: fc.Arbitrary<Fields[]> = fc.array(
  fc.record(
    { f: text, g: fc.oneof(text, fc.constant(null)), h: fc.constantFrom(1, 'a', '', 'É') },
    { requiredKeys: [] },
  ),
  { minLength: 1, maxLength: 6 },
);

function ruleWith([a, b, condition]: readonly [FieldTest, FieldTest, string], index: number): DetectionRule {
  const id = `rule ${index}`;
  return {
    ...{
      kind: 'detection',
      id,
      name: id,
      title: id,
      level: 'low',
      status: '',
      description: '',
      attack: '',
      honest: '',
      class: 'other',
    },
    ...{
      references: [],
      falsepositives: [],
      tags: [],
      tiers: [],
      confidence: 1,
      spoofable: 0,
      recommendation: '',
    },
    ...{ logsource: { product: 'test' }, at: { ...AT, line: index } },
    searches: new Map([
      ['a', { kind: 'all', tests: [a] }],
      ['b', { kind: 'all', tests: [b] }],
    ]),
    conditions: [{ text: condition, at: AT }],
  };
}

test('many rules at once find what each of them finds alone, slowly', () => {
  fc.assert(
    fc.property(detections, events, (made, happened) => {
      const { rules, issues } = compileRules(made.map(ruleWith), () => reviewedRegex);
      assert.deepEqual(
        issues.filter(({ severity }) => severity !== 'warning'),
        [],
      );
      const matcher = new DetectionMatcher(rules);
      for (const fields of happened) {
        const found: string[] = [];
        matcher.match(eventWith(fields), ({ rule }) => found.push(rule.id));
        const expected = made.flatMap(([a, b, condition], index) => {
          const [first, second] = [testHolds(a, fields), testHolds(b, fields)];
          const truth = {
            'a and b': first && second,
            'a or b': first || second,
            'a and not b': first && !second,
          };
          return (condition in truth ? truth[condition as 'a and b'] : !first) ? [`rule ${index}`] : [];
        });
        assert.deepEqual(found, expected);
      }
    }),
    { numRuns: 400 },
  );
});

describe('the search for literals', () => {
  test('finds each literal that is there, and of ASCII none that is not', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 5 });
    const line = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', 'C', '-'), maxLength: 40 });
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 12 }), line, (literals, within) => {
        const found = new Set<string>();
        Automaton.of(literals)?.search(within, false, (id) => found.add(literals[id] ?? ''));
        const expected = literals.filter((literal) => within.toLowerCase().includes(literal));
        assert.deepEqual([...found].sort(), expected.sort());
      }),
      { numRuns: 2000 },
    );
  });

  test('asks for the folded text when there are letters beyond ASCII, and misses none', () => {
    const automaton = Automaton.of(['k\x80']);
    assert.equal(
      automaton?.search('\u212aé', false, () => assert.fail()),
      false,
    );
    const found: number[] = [];
    assert.equal(
      automaton?.search(foldCase('\u212aÉ'), true, (id) => found.push(id)),
      true,
    );
    assert.deepEqual(found, [0]);
  });
});

describe('literals of a regular expression', () => {
  const cases: readonly (readonly [regex: string, literals: readonly string[] | null])[] = [
    ['select', ['select']],
    ['UNION\\s+SELECT', ['select']],
    ['(?:foo|ba[rz])', ['foo', 'bar', 'baz']],
    ['(?:foo|x*)', null],
    ['a?bc', ['bc']],
    ['ab*c', ['a']],
    ['a{2}bc', ['bc']],
    ['[^a]', null],
    ['^/admin$', ['/admin']],
    ['(?i)\\bpasswd\\b', ['passwd']],
    ['(?!x)foo', ['foo']],
    ['\\d+\\.php', ['.php']],
    ['(?P<name>abc)d', ['abcd']],
    ['\\p{L}abc', null],
    ['a(b', null],
    ['', null],
  ];
  for (const [regex, literals] of cases) {
    test(JSON.stringify(regex), () => assert.deepEqual(regexLiterals(regex), literals));
  }

  const atom = fc.constantFrom(
    'a',
    'b',
    'c',
    '.',
    '[ab]',
    '[^a]',
    '\\w',
    '\\.',
    '^',
    '$',
    '\\b',
    '(?:ab|c)',
    '(a|b)',
    '(?=a)',
  );
  const quantified = fc
    .tuple(atom, fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,2}', '{1,}', '*?'))
    .map(([one, quantifier]) => (/^[\^$]$|^\\b|^\(\?=/.test(one) ? one : one + quantifier));
  const sequence = fc.array(quantified, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
  const regexes = fc.oneof(
    sequence,
    fc.tuple(sequence, sequence).map(([one, other]) => `${one}|(?:${other})+`),
  );

  test('one of them stands in every text that matches', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'B', '.'), maxLength: 10 });
    fc.assert(
      fc.property(regexes, line, (source, within) => {
        const literals = regexLiterals(source);
        if (literals === null || !new RegExp(source, 'i').test(within)) return;
        assert.ok(
          literals.some((literal) => foldCase(within).includes(literal)),
          `${source}: ${literals}`,
        );
      }),
      { numRuns: 5000 },
    );
  });
});

test('folding keeps the length and folds each character by itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (head, tail) => {
      assert.equal(foldCase(head + tail), foldCase(head) + foldCase(tail));
      assert.equal(foldCase(head).length, head.length);
      assert.equal(foldCase(foldCase(head)), foldCase(head));
    }),
  );
});

test('fields of a request are searched as themselves too, whatever its target is', () => {
  const literals = Array.from({ length: 9 }, (_, index) => `word${index}`);
  const rule = ruleOf(`s: {cs-uri-query|contains: [${literals.join(', ')}]}\ncondition: s`);
  const request = (fields: Fields): boolean => rule.matches({ ...eventWith(fields, 'GET'), category: 'web' });
  assert.ok(request({ 'cs-uri-query': 'a=word3' }));
  assert.ok(request({ 'cs-uri': '/a', 'cs-uri-query': 'a=word3' }));
  assert.ok(request({ 'cs-uri': '/a?word%33' }));
  assert.ok(!request({ 'cs-uri': '/a?word', 'cs-uri-query': 'word' }));
});
