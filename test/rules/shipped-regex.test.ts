/** Every regular expression of the shipped rules: what it is there for, what it must let pass, and what it costs. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createEngine } from '../../src/core/create-engine.ts';
import { decodeTarget } from '../../src/engine/decode.ts';
import type { DetectionRule, FieldTest, SearchSpec } from '../../src/engine/sigma/spec.ts';
import { loadRules } from '../../src/rules/load.ts';
import { readSamples, type Sample, sampledRules } from './samples.ts';

const shipped = fileURLToPath(new URL('../../config', import.meta.url));
const { rules } = await loadRules(`${shipped}/rules`);
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

/** Whether the rule matches each sample, as requests in the log of a web server. */
async function matches(rule: string, samples: readonly Sample[]): Promise<boolean[]> {
  const found = samples.map(() => false);
  const { engine } = await createEngine(
    { shipped, rules: [], timeZone: 'UTC' },
    {
      record: (_, line, reason) => assert.equal(reason, null, `sample ${line} was not read`),
      event: ({ ref }, matched) => {
        found[ref.line - 1] = matched.some((detection) => detection.rule.name === rule);
      },
    },
  );
  const lines = samples.map(({ target, userAgent }) =>
    JSON.stringify({
      time_local: '21/Nov/2026:00:00:00 +0000',
      remote_addr: '203.0.113.9',
      request: `GET ${target} HTTP/1.1`,
      request_uri: target,
      status: 200,
      body_bytes_sent: 5,
      http_user_agent: userAgent,
    }),
  );
  const text = `${lines.join('\n')}\n`;
  engine.step({ kind: 'open', source: 's', format: 'access-json' });
  const block = { source: 's', text, firstLine: 1, bytes: text.length, yearReference: 0, observedAt: 0 };
  engine.step({ kind: 'block', block });
  engine.step({ kind: 'end', source: 's' });
  return found;
}

test('a pattern that costs quadratic time is told from one that does not', () => {
  assert.throws(() => assertLinear(/ +x/, ' '));
  assert.doesNotThrow(() => assertLinear(/ {1,9}x/, ' '));
});

test('each rule with patterns has samples, and each file of samples its rule', () => {
  assert.deepEqual(sampledRules().sort(), withPatterns.map(({ name }) => name).sort());
});

for (const rule of withPatterns) {
  describe(rule.name, async () => {
    const samples = readSamples(rule.name);
    const found = await matches(rule.name, samples);
    const of = (kind: Sample['kind'], hit: boolean): string[] =>
      samples
        .filter((sample, index) => sample.kind === kind && found[index] === hit)
        .map(({ target }) => target);

    test('matches the attacks', () => {
      assert.deepEqual(of('match', false), []);
      const attacks = of('match', true).length;
      assert.ok(attacks >= 60);
      assert.ok(attacks / (attacks + of('missed', false).length) > 0.95, 'it misses more than one in twenty');
    });

    test('lets what only looks like one pass', () => {
      assert.deepEqual(of('near', true), []);
      assert.ok(of('near', false).length >= 80);
    });

    test('what it is known to miss, it misses still', () => assert.deepEqual(of('missed', true), []));

    for (const pattern of patternsOf(rule)) {
      test(`has a sample for ${pattern.source.slice(0, 60)}`, () => {
        const attacks = samples.filter(({ kind }) => kind === 'match');
        assert.ok(
          attacks.some(({ target }) => pattern.test(target) || pattern.test(decodeTarget(target))),
          pattern.source,
        );
      });

      test(`costs linear time: ${pattern.source.slice(0, 60)}`, () => {
        for (const unit of hostileUnits(pattern)) assertLinear(pattern, unit);
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

/** Below this, timers say nothing. */
const FLOOR_MS = 40;
const CHARACTERS = 16_384;

function assertLinear(pattern: RegExp, unit: string): void {
  const small = cost(pattern, unit, CHARACTERS);
  const large = cost(pattern, unit, 4 * CHARACTERS);
  // Four times the text: four times the time, or sixteen when it is quadratic.
  assert.ok(large < Math.max(FLOOR_MS, 10 * small), `${JSON.stringify(unit)}: ${small} ms, then ${large} ms`);
  assert.ok(large < 500, `${JSON.stringify(unit)}: ${large} ms for 64 KB`);
}

/** Best of three, in milliseconds. */
function cost(pattern: RegExp, unit: string, length: number): number {
  const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3 && best > 1; round++) {
    const start = performance.now();
    pattern.test(text);
    best = Math.min(best, performance.now() - start);
    if (best > 200) break;
  }
  return best;
}
