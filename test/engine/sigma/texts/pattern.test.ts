import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEnds, parsePattern } from '../../../../src/engine/sigma/texts/pattern.ts';
import { compilePattern } from '../../../../src/engine/sigma/texts/pattern-match.ts';
import { fc } from '../../../support/properties.ts';

const CASES: readonly (readonly [pattern: string, matches: readonly string[], misses: readonly string[]])[] =
  [
    ['root', ['root'], ['root2', 'toor', '']],
    ['*root', ['root', 'my root'], ['roots']],
    ['root*', ['root', 'rooted'], ['my root']],
    ['*root*', ['root', 'unrooted'], ['rot']],
    ['r*t', ['rt', 'root', 'r*t'], ['rot2']],
    ['r?ot', ['root', 'riot'], ['rot', 'rooot']],
    ['?', ['a'], ['', 'ab']],
    ['', [''], ['a']],
    ['*', ['', 'anything'], []],
    ['a\\*b', ['a*b'], ['axb', 'a\\*b']],
    ['a\\?b', ['a?b'], ['axb']],
    ['a\\\\*', ['a\\', 'a\\b'], ['ab']],
    ['c:\\windows', ['c:\\windows'], ['c:windows']],
    ['*a*b*', ['ab', 'xaxbx'], ['ba']],
    ['ab*ba', ['abba', 'abxba'], ['aba']],
  ];

for (const [pattern, matches, misses] of CASES) {
  test(`'${pattern}' matches ${JSON.stringify(matches)} and not ${JSON.stringify(misses)}`, () => {
    const matchesText = compilePattern(parsePattern(pattern));
    for (const text of matches) assert.equal(matchesText(text), true, text);
    for (const text of misses) assert.equal(matchesText(text), false, text);
  });
}

/** Slow and obvious: every way to split the text. */
function reference(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] === '*') {
    for (let at = 0; at <= text.length; at++) if (reference(pattern.slice(1), text.slice(at))) return true;
    return false;
  }
  if (text === '') return false;
  return (pattern[0] === '?' || pattern[0] === text[0]) && reference(pattern.slice(1), text.slice(1));
}

test('agrees with a slow, obvious matcher', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
  fc.assert(
    fc.property(
      pattern,
      text,
      (rule, line) => compilePattern(parsePattern(rule))(line) === reference(rule, line),
    ),
    { numRuns: 3000 },
  );
});

test('open ends mean contains', () => {
  const contains = compilePattern(openEnds(parsePattern('a?c'), true, true));
  assert.equal(contains('xxabcxx'), true);
  assert.equal(contains('xxacxx'), false);
});
