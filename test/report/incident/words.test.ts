import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { techniqueName, techniques } from '../../../src/model/alerts/attack.ts';
import { FRENCH_RULES } from '../../../src/report/incident/lang/fr-rules.ts';
import { FRENCH_WHY } from '../../../src/report/incident/lang/fr-why.ts';
import { loadRuleSet } from '../../../src/rules/rule-set.ts';

const { rules } = await loadRuleSet(fileURLToPath(new URL('../../../config/rules', import.meta.url)), []);
const alerting = [...rules.detections, ...rules.correlations].filter(({ alerts }) => alerts);

/** A rule that is new may wait for its words: it is told in its own until then. */
const ENOUGH = 0.5;

test('the French report has words of its own for most of the rules that alert', () => {
  const told = alerting.filter(({ rule }) => Object.hasOwn(FRENCH_RULES, rule.name));
  assert.ok(told.length >= ENOUGH * alerting.length, `${told.length} of ${alerting.length}`);
});

test('why a rule alerts, and what it may also be, is told in French one for one', () => {
  const shipped = new Map(alerting.map(({ rule }) => [rule.name, rule.falsepositives.length]));
  assert.deepEqual(
    Object.entries(FRENCH_WHY).flatMap(([name, { mayBe }]) =>
      mayBe.length === shipped.get(name) ? [] : [name],
    ),
    [],
  );
  const told = [...shipped.keys()].filter((name) => Object.hasOwn(FRENCH_WHY, name));
  assert.ok(told.length >= ENOUGH * shipped.size, `${told.length} of ${shipped.size}`);
});

test('the techniques of most rules have their names', () => {
  const all = [...new Set(alerting.flatMap(({ rule }) => techniques(rule.tags)))];
  const named = all.filter((technique) => techniqueName(technique) !== null);
  assert.ok(
    named.length >= ENOUGH * all.length,
    `without a name: ${all.filter((each) => !named.includes(each))}`,
  );
});
