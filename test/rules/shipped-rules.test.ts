import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readRules, ruleTexts } from '../../src/rules/load.ts';
import { formatIssue, loadRuleSet } from '../../src/rules/rule-set.ts';

const folder = fileURLToPath(new URL('../../config/rules', import.meta.url));
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const { rules } = await readRules(ruleTexts(folder));
const compiled = await loadRuleSet(folder, []);
const alerting = new Set(
  [...compiled.rules.detections, ...compiled.rules.correlations]
    .filter(({ alerts }) => alerts)
    .map(({ rule }) => rule.name),
);

test('all shipped rules load and run, and nothing about them is odd', () => {
  assert.deepEqual(compiled.issues.map(formatIssue), []);
  assert.ok(rules.length >= 15);
  assert.equal(compiled.rules.detections.length + compiled.rules.correlations.length, rules.length);
});

test('no two rules share an id, a name or a title', () => {
  for (const key of ['id', 'name', 'title'] as const) {
    const values = rules.map((rule) => rule[key]);
    assert.equal(new Set(values).size, values.length, key);
  }
});

for (const rule of rules) {
  describe(rule.name, () => {
    test('has a uuid, a status and a description', () => {
      assert.match(rule.id, UUID);
      assert.equal(rule.status, 'stable');
      assert.ok(rule.description.trim().length > 40);
    });

    if (!alerting.has(rule.name)) return;
    test('says, because it alerts, what it may be, how sure it is and what to do', () => {
      // An anomaly is no technique.
      assert.ok(
        rule.class === 'anomaly' || rule.tags.some((tag) => /^attack\.t\d{4}(\.\d{3})?$/.test(tag)),
        'no technique among its tags',
      );
      assert.ok(rule.falsepositives.length > 0, 'no false positives');
      assert.notEqual(rule.level, 'informational');
      assert.notEqual(rule.class, 'other');
      assert.doesNotMatch(rule.recommendation, /^Look at the evidence and decide/);
    });
  });
}
