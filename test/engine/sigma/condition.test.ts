import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Condition, ConditionError, parseCondition } from '../../../src/engine/sigma/condition.ts';

const SEARCHES = ['a', 'b', 'c', 'sel_one', 'sel_two', '_hidden'];

/** The tree as text: and/or in prefix form. */
function shown(condition: Condition): string {
  if (condition.kind === 'search') return condition.name;
  if (condition.kind === 'not') return `not(${shown(condition.of)})`;
  return `${condition.kind}(${condition.of.map(shown).join(' ')})`;
}

const TREES: readonly (readonly [text: string, tree: string])[] = [
  ['a', 'a'],
  ['a or b and c', 'or(a and(b c))'],
  ['(a or b) and c', 'and(or(a b) c)'],
  ['not a and b', 'and(not(a) b)'],
  ['not (a or b)', 'not(or(a b))'],
  ['not not a', 'not(not(a))'],
  ['A OR b'.replace('A', 'a'), 'or(a b)'],
  ['1 of sel_*', 'or(sel_one sel_two)'],
  ['any of sel_*', 'or(sel_one sel_two)'],
  ['all of sel_*', 'and(sel_one sel_two)'],
  ['1 of them', 'or(a b c sel_one sel_two)'],
  ['all of *_hidden', '_hidden'],
  ['a and not 1 of sel_*', 'and(a not(or(sel_one sel_two)))'],
];

for (const [text, tree] of TREES) {
  test(`"${text}" is ${tree}`, () => {
    assert.equal(shown(parseCondition(text, SEARCHES)), tree);
  });
}

const MISTAKES: readonly (readonly [text: string, column: number, message: RegExp])[] = [
  ['', 1, /ends where a search name was expected/],
  ['a and', 6, /ends where/],
  ['a b', 3, /'b' where 'and', 'or' or its end belongs/],
  ['(a or b', 1, /not closed/],
  ['a or missing', 6, /'missing', which is not defined/],
  ['1 of nothing*', 6, /has no search for 'nothing\*'/],
  ['a | count() > 5', 3, /correlation rule/],
  ['and a', 1, /'and' where the name of a search belongs/],
  ['1 of', 5, /ends after 'of'/],
  ['2 of sel*', 1, /wants 2 of several: Sigma knows 1 of, any of and all of/],
  ['a and sel_on', 7, /'sel_on', which is not defined: did you mean 'sel_one'\?/],
];

for (const [text, column, message] of MISTAKES) {
  test(`"${text}" is refused at column ${column}`, () => {
    assert.throws(
      () => parseCondition(text, SEARCHES),
      (error) => error instanceof ConditionError && error.column === column && message.test(error.message),
    );
  });
}

test('a condition nested beyond reason is refused, not recursed into', () => {
  assert.throws(() => parseCondition(`${'('.repeat(400)}a${')'.repeat(400)}`, SEARCHES), /deeper than/);
  assert.throws(() => parseCondition(`${'not '.repeat(900)}a`, SEARCHES), /deeper than/);
});
