import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { techniqueName, techniques } from '../../../src/model/alerts/attack.ts';
import { FRENCH_ATTACKS } from '../../../src/report/incident/lang/fr-attack.ts';
import { FRENCH_RULES } from '../../../src/report/incident/lang/fr-rules.ts';
import { FRENCH_WHY } from '../../../src/report/incident/lang/fr-why.ts';
import { loadRuleSet } from '../../../src/rules/rule-set.ts';

const { rules } = await loadRuleSet(fileURLToPath(new URL('../../../config/rules', import.meta.url)), []);
const alerting = [...rules.detections, ...rules.correlations].filter(({ alerts }) => alerts);

/** Of techniques: the names of a new one may wait. */
const ENOUGH = 0.5;

test('the French report has words of its own for every rule that alerts', () => {
  const missing = alerting.filter(({ rule }) => !Object.hasOwn(FRENCH_RULES, rule.name));
  assert.deepEqual(
    missing.map(({ rule }) => rule.name),
    [],
  );
});

test('why a rule alerts, and what it may also be, is told in French one for one', () => {
  const shipped = new Map(alerting.map(({ rule }) => [rule.name, rule.falsepositives.length]));
  assert.deepEqual(
    Object.entries(FRENCH_WHY).flatMap(([name, { mayBe }]) =>
      mayBe.length === shipped.get(name) ? [] : [name],
    ),
    [],
  );
  assert.deepEqual(
    [...shipped.keys()].filter((name) => !Object.hasOwn(FRENCH_WHY, name)),
    [],
  );
});

test('what tells an attack from a mistake is told in French of every rule that says it', () => {
  const saying = alerting.filter(({ rule }) => rule.attack !== '' || rule.honest !== '');
  assert.deepEqual(saying.map(({ rule }) => rule.name).sort(), Object.keys(FRENCH_ATTACKS).sort());
});

test('the techniques of most rules have their names', () => {
  const all = [...new Set(alerting.flatMap(({ rule }) => techniques(rule.tags)))];
  const named = all.filter((technique) => techniqueName(technique) !== null);
  assert.ok(
    named.length >= ENOUGH * all.length,
    `without a name: ${all.filter((each) => !named.includes(each))}`,
  );
});
