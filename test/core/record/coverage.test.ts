import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Coverage, coveredAmong } from '../../../src/core/record/coverage.ts';
import type { RuleSet } from '../../../src/engine/sigma/rule-set.ts';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import { fc } from '../../support/properties.ts';
import { alertOf } from './alert-of.ts';

const rules = {
  correlations: [
    { rule: { name: 'fast', unless: [] } },
    { rule: { name: 'steady', unless: ['fast'] } },
    { rule: { name: 'slow', unless: ['fast', 'steady'] } },
  ],
} as unknown as Pick<RuleSet, 'correlations'>;
const WEAKER: Readonly<Record<string, readonly string[]>> = { fast: ['steady', 'slow'], steady: ['slow'] };

function made(name: string, id: string, group: Alert['group'], firstSeen: number, lastSeen: number): Alert {
  const alert = alertOf({ id, group, firstSeen, lastSeen });
  return { ...alert, rule: { ...alert.rule, name } };
}

type Told = { readonly key: string; readonly alert: Alert };

function tells(stronger: Alert, weaker: Alert): boolean {
  const { firstSeen, lastSeen } = stronger;
  return firstSeen <= weaker.lastSeen && weaker.firstSeen <= lastSeen && weaker.lastSeen <= lastSeen + 60_000;
}

/** As it is meant, without a thought of memory. */
class Plain {
  private told: Told[] = [];

  see(alert: Alert): string[] {
    const key = JSON.stringify(alert.group);
    const others = this.told.filter((each) => each.key === key && each.alert.id !== alert.id);
    const isNew = !this.told.some((each) => each.key === key && each.alert.id === alert.id);
    this.told = this.told.filter((each) => each.key !== key || each.alert.id !== alert.id);
    this.told.push({ key, alert });
    const ofRule = this.told.filter((each) => each.key === key && each.alert.rule.name === alert.rule.name);
    if (isNew && ofRule.length > 8) {
      const first = Math.min(...ofRule.map((each) => each.alert.firstSeen));
      this.told = this.told.filter((each) => !ofRule.includes(each) || each.alert.firstSeen !== first);
    }
    const covers = WEAKER[alert.rule.name] ?? [];
    return others
      .filter((each) => covers.includes(each.alert.rule.name) && tells(alert, each.alert))
      .map((each) => each.alert.id);
  }

  leave(alert: Alert): void {
    this.told = this.told.filter((each) => each.alert.id !== alert.id);
  }

  isCovered(alert: Alert): boolean {
    const key = JSON.stringify(alert.group);
    return this.told.some(
      (each) =>
        each.key === key &&
        (WEAKER[each.alert.rule.name] ?? []).includes(alert.rule.name) &&
        tells(each.alert, alert),
    );
  }
}

const groups: readonly Alert['group'][] = [
  { src_ip: '203.0.113.7' },
  { src_host: '203.0.113.7' },
  { src_ip: '203.0.113.7', user: 'root' },
];

test('whatever is told in whatever order, the same alerts are covered as if nothing were kept in arrays', () => {
  const step = fc.record({
    does: fc.constantFrom('see', 'see', 'see', 'leave'),
    name: fc.constantFrom('fast', 'steady', 'slow'),
    number: fc.integer({ min: 0, max: 12 }),
    group: fc.constantFrom(...groups),
    length: fc.integer({ min: 0, max: 200 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const coverage = new Coverage(rules);
      const plain = new Plain();
      for (const { does, name, number, group, length } of steps) {
        // Each begins at a time of its own.
        const firstSeen = number * 40_000;
        const id = `${name} ${number} ${JSON.stringify(group)}`;
        const alert = made(name, id, group, firstSeen, firstSeen + length * 1000);
        if (does === 'leave') {
          coverage.leave(alert);
          plain.leave(alert);
        } else assert.deepEqual([...coverage.see(alert)].sort(), plain.see(alert).sort());
        assert.equal(coverage.isCovered(alert), plain.isCovered(alert));
      }
    }),
  );
});

test('groups of which nothing was heard for 50,000 others cover nothing, and their places are used again', () => {
  const coverage = new Coverage(rules);
  const of = (name: string, group: number) => made(name, `${name} ${group}`, { src_ip: `${group}` }, 0, 1000);
  for (let group = 0; group < 120_000; group++) {
    coverage.see(of('fast', group));
    if (group % 20_000 === 0) coverage.see(of('fast', 1));
  }
  assert.equal(coverage.isCovered(of('steady', 0)), false);
  assert.equal(coverage.isCovered(of('steady', 1)), true);
  assert.equal(coverage.isCovered(of('steady', 119_999)), true);
  assert.deepEqual(coverage.see(of('steady', 2)), []);
});

test('of a finished run the weaker of two is covered, whichever opened first, unless the stronger was settled', () => {
  const group = { src_ip: '203.0.113.7' };
  const [steady, fast] = [made('steady', 's', group, 0, 5000), made('fast', 'f', group, 2000, 5000)];
  const others = [
    made('slow', 'o', { src_ip: '203.0.113.8' }, 0, 5000),
    made('slow', 'l', group, 4000, 900_000),
  ];
  const all = rules as RuleSet;
  assert.deepEqual([...coveredAmong([fast, steady, ...others], all)], ['s']);
  assert.deepEqual([...coveredAmong([{ ...fast, status: 'settled' }, steady, ...others], all)], []);
  assert.deepEqual([...coveredAmong([fast, made('steady', 's', group, 4000, 5000)], all)], ['s']);
});
