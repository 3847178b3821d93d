import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findPathSql, findSql } from '../../../../src/engine/web/sql/sql.ts';
import { fold } from '../../../../src/engine/web/sql/sql-fold.ts';
import { type SqlContext, tokenize } from '../../../../src/engine/web/sql/sql-tokens.ts';
import { fc } from '../../../support/properties.ts';

const TOKENS: readonly (readonly [why: string, value: string, context: SqlContext, kinds: string])[] = [
  ['numbers, logic, comparison', '1 or 1=1', 'bare', 'n&n=n'],
  ['the quote of the context ends the first token', "x' or 'a'='a", 'single', 's&s=q'],
  ['the same in double quotes', 'x" or "a"="a', 'double', 's&s=q'],
  ['comments between words are space', '1/**/union/*x*/select/**/1', 'bare', 'nuen'],
  ['versioned comments are run', '1/*!50000union*//*!select*/1', 'bare', 'nouoen'],
  ['a line comment ends at its line', '1 union--x\nselect 1', 'bare', 'nuen'],
  ['an empty comment at the end', "admin'-- -", 'single', 'sc'],
  ['a comment of one word', '1 and 1=1-- abcd', 'bare', 'n&n=nC'],
  ['a comment of prose', "kids' -- on sale now", 'single', 'sp'],
  ['a number runs into a word', '1union', 'bare', 'nu'],
  ['a name that begins with a digit', '90s', 'bare', 'i'],
  ['exponents and hexadecimal', '1e0 0x31 .5', 'bare', 'nnn'],
  ['calls by how much they tell', 'sleep(5)concat(1)foo(2)', 'bare', 'f(n)g(n)j(n)'],
  ['a name is no call', 'sleep tight', 'bare', 'ii'],
  ['variables', '@@version @x', 'bare', 'vv'],
  ['quoted names', '`a b`.`c`', 'bare', 'i.i'],
  ['a doubled quote stays within', "'it''s'", 'bare', 's'],
];

for (const [why, value, context, kinds] of TOKENS) {
  test(`tokens: ${why}: ${value}`, () => assert.equal(tokenize(value, context).kinds, kinds));
}

const FOLDED: readonly (readonly [value: string, folded: string])[] = [
  ['1) or (1)=(1', 'n&n=n'],
  ['1 or 1+1=2', 'n&n=n'],
  ['-1 or -2', 'n&n'],
  ['1 and ascii(substr((select 1),1,1))>64', 'n&g=n'],
  ['1 or a.b = a.b', 'n&n=n'],
  ['1 or a = b', 'n&i=i'],
];

for (const [value, folded] of FOLDED) {
  test(`folds ${value}`, () => assert.equal(fold(tokenize(value, 'bare')), folded));
}

describe('says why', () => {
  const REASONS: readonly (readonly [value: string, reason: string | null])[] = [
    ["' or '1'='1", 'a condition after the quote in single quotes'],
    ['1 union select 1,2', 'union select'],
    ['1;drop table users', 'another statement'],
    ["admin'--", 'a comment after the quote in single quotes'],
    ['sleep(5)', 'a function of databases'],
    ['student union select committee', null],
    ["O'Brien and sons", null],
    ['price > 10 and price < 20', null],
  ];
  for (const [value, reason] of REASONS) test(value, () => assert.equal(findSql(value), reason));
});

test('in a path a value begins at any slash', () => {
  assert.notEqual(findPathSql("/product/1' or '1'='1"), null);
  assert.notEqual(findPathSql('/product/1 union/**/select 1/x'), null);
  assert.equal(findPathSql("/name/D'Angelo/and/O'Hara"), null);
  assert.equal(findPathSql('/wiki/Union_(set_theory)'), null);
});

test('any text has tokens, as many letters as texts', () => {
  const piece = fc.constantFrom(
    "'",
    '"',
    '`',
    '/*',
    '*/',
    '--',
    '#',
    '\n',
    '(',
    ')',
    'or',
    '1',
    'x',
    '@',
    '\\',
    ' ',
  );
  fc.assert(
    fc.property(
      fc.array(piece),
      fc.constantFrom<SqlContext>('bare', 'single', 'double'),
      (pieces, context) => {
        const { kinds, texts } = tokenize(pieces.join(''), context);
        assert.equal(kinds.length, texts.length);
      },
    ),
  );
});
