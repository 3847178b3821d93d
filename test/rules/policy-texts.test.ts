/** The French texts of the shipped policy say what the English ones say, of the same things, with the same commands. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { readPolicy } from '../../src/core/audit/read-policy.ts';
import type { Advice, Policy } from '../../src/engine/audit/policy.ts';

const shipped = fileURLToPath(new URL('../../config', import.meta.url));
const english = readPolicy(null, shipped);
const french = readPolicy(null, shipped, 'fr');

type Text = readonly [place: string, advice: Advice];
const textsOf = (policy: Policy): Text[] => [
  ...policy.allowed.flatMap(({ service, advice }) =>
    Object.entries(advice).map(([kind, own]): Text => [`${service} ${kind}`, own]),
  ),
  ...policy.forbidden.map((rule): Text => [rule.service, rule]),
  ...policy.suspiciousPorts.map((rule): Text => [String(rule.port), rule]),
  ...policy.settings.map((rule): Text => [`${rule.owner} ${rule.name}`, rule]),
  ['unexpected', policy.unexpected],
  ['unexpected-local', policy.unexpectedLocal],
];
const [ours, theirs] = [textsOf(english), textsOf(french)];

it('every text has its French one, and nothing else is different', () => {
  for (const [index, [place, advice]] of ours.entries()) {
    const [, other] = theirs[index] ?? [];
    assert.ok(other, place);
    assert.equal(other.severity, advice.severity, place);
    assert.notEqual(other.risk, advice.risk, place);
    assert.notEqual(other.recommendation, advice.recommendation, place);
    assert.equal(other.reason === null, advice.reason === null, place);
    if (advice.reason !== null) assert.notEqual(other.reason, advice.reason, place);
  }
  assert.notEqual(french.title, english.title);
  const rules = ({ allowed, forbidden }: Policy) => [
    allowed.map(({ service, ports, at }) => [service, ports, at]),
    forbidden.map(({ service, ports, at }) => [service, ports, at]),
  ];
  assert.deepEqual(rules(french), rules(english));
});

it('commands and placeholders are the same in both languages', () => {
  const marks = (text: string) =>
    [...text.matchAll(/`[^`]+`|\{\w+\}/g)].map(([mark]) => mark.replace(/\s+/g, ' ')).sort();
  for (const [index, [place, advice]] of ours.entries()) {
    const other = theirs[index]?.[1] ?? advice;
    assert.deepEqual(marks(other.recommendation), marks(advice.recommendation), place);
    assert.deepEqual(marks(other.risk), marks(advice.risk), place);
  }
});

it('no French text is about something that the policy does not have', () => {
  const texts = parse(readFileSync(`${shipped}/policy/default.fr.yml`, 'utf8')) as Record<string, object>;
  const names: Readonly<Record<string, readonly string[]>> = {
    allowed: english.allowed.map(({ service }) => service),
    forbidden: english.forbidden.map(({ service }) => service),
    suspicious_ports: english.suspiciousPorts.map(({ port }) => String(port)),
    settings: english.settings.map(({ owner, name }) => `${owner} ${name}`),
  };
  for (const [part, known] of Object.entries(names)) {
    for (const name of Object.keys(texts[part] ?? {})) assert.ok(known.includes(name), `${part} ${name}`);
  }
});
