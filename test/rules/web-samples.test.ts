/** Every shipped rule that finds web attacks by meaning: what it must match, what it must let pass. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createEngine } from '../../src/core/create-engine.ts';
import type { FieldTest, SearchSpec, SigmaRule } from '../../src/engine/sigma/spec.ts';
import { techniqueOf } from '../../src/engine/web/found.ts';
import { readRules, ruleTexts } from '../../src/rules/load.ts';
import { readSamples, type Sample, sampledRules } from './samples.ts';

const shipped = fileURLToPath(new URL('../../config', import.meta.url));
const { rules } = await readRules(ruleTexts(`${shipped}/rules`));
const byMeaning = rules.filter(isByMeaning).map(({ name }) => name);
const samples = sampledRules().flatMap((rule) => readSamples(rule).map((sample) => ({ ...sample, rule })));
const matched = await matchAll(samples);

function fieldTests(search: SearchSpec): readonly FieldTest[] {
  return search.kind === 'all' ? search.tests : search.of.flatMap(fieldTests);
}

function isByMeaning(rule: SigmaRule): boolean {
  return (
    rule.kind === 'detection' &&
    [...rule.searches.values()].flatMap(fieldTests).some(({ field }) => techniqueOf(field ?? '') !== null)
  );
}

/** Names of the rules that match each sample, as requests in the log of a web server. */
async function matchAll(requests: readonly Sample[]): Promise<string[][]> {
  const found = requests.map((): string[] => []);
  const { engine } = await createEngine(
    { shipped, rules: [], timeZone: 'UTC' },
    {
      record: (_, line, reason) => assert.equal(reason, null, `sample ${line} was not read`),
      event: ({ ref }, detections) => {
        found[ref.line - 1] = detections.map(({ rule }) => rule.name);
      },
    },
  );
  const text = requests.map((request) => `${lineOf(request)}\n`).join('');
  engine.step({ kind: 'open', source: 's', format: 'access-json' });
  const block = { source: 's', text, firstLine: 1, bytes: text.length, yearReference: 0, observedAt: 0 };
  engine.step({ kind: 'block', block });
  engine.step({ kind: 'end', source: 's' });
  return found;
}

function lineOf({ target, status, bytes, referer, userAgent }: Sample): string {
  return JSON.stringify({
    time_local: '21/Nov/2026:00:00:00 +0000',
    remote_addr: '203.0.113.9',
    request: `GET ${target} HTTP/1.1`,
    request_uri: target,
    status,
    body_bytes_sent: bytes,
    http_referer: referer,
    http_user_agent: userAgent,
  });
}

/** The samples of a kind that the rule matches, or not. */
function samplesOf(rule: string, kind: Sample['kind'], hit: boolean): string[] {
  return samples
    .filter((sample, index) => {
      const names = matched[index] ?? [];
      return sample.rule === rule && sample.kind === kind && names.includes(rule) === hit;
    })
    .map(({ target, userAgent, referer }) => [target, userAgent, referer].join(' '));
}

test('each rule that finds attacks by meaning has samples, and each file of samples its rule', () => {
  const unsampled = byMeaning.filter((name) => !sampledRules().includes(name));
  assert.deepEqual(unsampled, []);
  assert.deepEqual(
    sampledRules().filter((name) => !rules.some((rule) => rule.name === name)),
    [],
  );
});

for (const rule of byMeaning) {
  describe(rule, () => {
    test('matches the attacks', () => {
      assert.deepEqual(samplesOf(rule, 'match', false), []);
      assert.ok(samplesOf(rule, 'match', true).length >= 2);
    });

    test('lets what only looks like one pass', () => {
      assert.deepEqual(samplesOf(rule, 'near', true), []);
      assert.ok(samplesOf(rule, 'near', false).length >= 4);
    });

    test('what it is known to miss, it misses still', () =>
      assert.deepEqual(samplesOf(rule, 'missed', true), []));
  });
}

test('what looks like an attack of one kind and is none is not taken for one of another kind', () => {
  // Their near misses are attacks of their own.
  const weaker = /_(?:answered|elsewhere|handed_out|snippet)$/;
  const wrong = samples.flatMap((sample, index) => {
    if (sample.kind !== 'near' || weaker.test(sample.rule)) return [];
    const others = (matched[index] ?? []).filter((name) => name !== sample.rule && byMeaning.includes(name));
    return others.length === 0 ? [] : [`${sample.target} ${sample.userAgent}: ${others.join(', ')}`];
  });
  assert.deepEqual(wrong, []);
});
