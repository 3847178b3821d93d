/** Every regular expression of the shipped rules: what it is there for, and what it costs. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decodeTarget } from '../../src/engine/decode.ts';
import type { DetectionRule, FieldTest, SearchSpec } from '../../src/engine/sigma/spec.ts';
import { readRules, ruleTexts } from '../../src/rules/load.ts';
import { loadLinearRegex } from '../../src/rules/regex.ts';
import { assertLinear, pumped, type TimeLimits } from '../support/linear-time.ts';
import { readSamples } from './samples.ts';

const shipped = fileURLToPath(new URL('../../config', import.meta.url));
const { rules } = await readRules(ruleTexts(`${shipped}/rules`));
const withPatterns = rules.filter(
  (rule): rule is DetectionRule => rule.kind === 'detection' && patternsOf(rule).length > 0,
);

function fieldTests(search: SearchSpec): readonly FieldTest[] {
  return search.kind === 'all' ? search.tests : search.of.flatMap(fieldTests);
}

function patternsOf(rule: DetectionRule): RegExp[] {
  return [...rule.searches.values()]
    .flatMap(fieldTests)
    .filter(({ modifiers }) => modifiers.includes('re'))
    .flatMap(({ values, modifiers }) =>
      values.map(
        (value) => new RegExp(String(value), modifiers.filter((flag) => /^[ims]$/.test(flag)).join('')),
      ),
    );
}

test('a pattern that costs more than linear time is told from one that does not', () => {
  // Cubic, for 64 times the time stands out on the busiest machine; at the whole length it would take hours.
  assert.throws(() => assertLinearRegex(/ + +x/, ' ', { longest: 512, quickMs: 3 }), /four times as long/);
  assert.doesNotThrow(() => assertLinearRegex(/ {1,9}x/, ' '));
});

// Who copies one into a folder of their own, to change it, has it compiled as theirs are.
test('every pattern is also one of RE2', async () => {
  const compile = await loadLinearRegex();
  for (const pattern of withPatterns.flatMap(patternsOf)) compile(pattern.source, pattern.flags);
});

for (const rule of withPatterns) {
  describe(rule.name, () => {
    for (const pattern of patternsOf(rule)) {
      test(`has a sample for ${pattern.source.slice(0, 60)}`, () => {
        // That of what a rule lets pass has a near miss.
        const known = readSamples(rule.name).filter(({ kind }) => kind !== 'missed');
        assert.ok(
          known.some(({ target }) => {
            const stem = target.split('?', 1)[0] ?? '';
            return [target, decodeTarget(target), stem].some((text) => pattern.test(text));
          }),
          pattern.source,
        );
      });

      test(`costs linear time: ${pattern.source.slice(0, 60)}`, () => {
        for (const unit of hostileUnits(pattern)) assertLinearRegex(pattern, unit);
      });
    }
  });
}

/** Pieces of the pattern itself, joined by what it takes for a gap: repeated, they nearly match at every place. */
function hostileUnits(pattern: RegExp): Set<string> {
  const words = pattern.source.match(/[a-z_]{2,}/gi) ?? [];
  const gaps = [
    '',
    ' ',
    '(',
    '/*',
    '/**/',
    "'",
    '"',
    '../',
    '..\\',
    '=',
    '1',
    ' 1',
    "' or ",
    '--\n',
    ';',
    '%00',
  ];
  const units = new Set(gaps.filter((gap) => gap !== ''));
  for (const [index, word] of words.entries()) {
    units.add(`${word}${gaps[index % gaps.length]}`);
    units.add(`${word} `);
    units.add(`${word}(`);
    units.add(`=${word}`);
    units.add(`' ${word} ${words[(index + 1) % words.length]} 1`);
  }
  return units;
}

function assertLinearRegex(pattern: RegExp, unit: string, limits: Partial<TimeLimits> = {}): void {
  const work = (length: number): boolean => pattern.test(pumped(unit, length));
  assertLinear(JSON.stringify(unit), work, { longest: 65_536, quickMs: 40, mostMs: 500, ...limits });
}
