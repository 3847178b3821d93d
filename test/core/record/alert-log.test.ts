import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AlertLog } from '../../../src/core/record/alert-log.ts';
import { Coverage } from '../../../src/core/record/coverage.ts';
import type { RuleSet } from '../../../src/engine/sigma/rule-set.ts';
import { type Alert, SETTLED_ADVICE } from '../../../src/model/alerts/alert.ts';
import { alertOf } from './alert-of.ts';

test('what was acknowledged stays so while it grows, and is open again when it gets worse', () => {
  const log = new AlertLog();
  log.record(alertOf({ level: 'medium' }));
  log.acknowledge('a1');
  assert.equal(log.record(alertOf({ level: 'medium', eventCount: 9 })).status, 'acknowledged');
  assert.equal(log.get('a1')?.eventCount, 9);
  assert.equal(log.record(alertOf({ level: 'high', eventCount: 20 })).status, 'open');
});

test('counts what is open by level', () => {
  const log = new AlertLog();
  log.record(alertOf({ id: 'a1', level: 'high' }));
  log.record(alertOf({ id: 'a2', level: 'high' }));
  log.record(alertOf({ id: 'a3', level: 'low' }));
  log.acknowledge('a2');
  assert.deepEqual(log.counts.openByLevel(), { informational: 0, low: 1, medium: 0, high: 1, critical: 0 });
});

test('counts what is at or above a level, acknowledged or not', () => {
  const log = new AlertLog();
  for (const [id, level] of [
    ['a', 'high'],
    ['b', 'critical'],
    ['c', 'low'],
  ] as const) {
    log.record(alertOf({ id, level }));
  }
  log.acknowledge('b');
  assert.deepEqual(
    [log.counts.atOrAbove('low'), log.counts.atOrAbove('high'), log.counts.atOrAbove('critical')],
    [3, 2, 1],
  );
});

test('what waits for the store is written by its level, and by when it came', () => {
  const log = new AlertLog();
  for (const [id, level] of [
    ['a', 'medium'],
    ['b', 'low'],
    ['c', 'critical'],
    ['d', 'medium'],
    ['e', 'high'],
  ] as const)
    log.record(alertOf({ id, level }));
  log.record(alertOf({ id: 'b', level: 'critical', eventCount: 20 }));
  assert.deepEqual(
    log.takeUnsaved(3).map(({ id }) => id),
    ['c', 'b', 'e'],
  );
  log.putBack(log.takeUnsaved(1));
  assert.deepEqual(
    log.takeUnsaved(9).map(({ id }) => id),
    ['d', 'a'],
  );
});

test('what has waited ten seconds for the store is half of what is written, however much is new', () => {
  let now = 0;
  const log = new AlertLog(undefined, undefined, null, () => now);
  for (const id of ['a', 'b', 'c']) log.record(alertOf({ id }));
  log.takeUnsaved(9);
  for (const id of ['a', 'b', 'c']) log.record(alertOf({ id, eventCount: 20 }));
  log.wait('a', false);
  now += 9_999;
  for (const id of ['d', 'e', 'f', 'g']) log.record(alertOf({ id }));
  assert.equal(log.areLate, false);
  now += 1;
  assert.equal(log.areLate, true);
  const taken = (): string[] => log.takeUnsaved(4).map(({ id }) => id);
  assert.deepEqual(taken(), ['a', 'b', 'd', 'e']);
  log.record(alertOf({ id: 'a', eventCount: 21 }));
  assert.deepEqual(taken(), ['c', 'f', 'g', 'a']);
  assert.equal(log.areLate, false);
});

test('what old lines tell is written when there is time, a new alert after half a minute, its growth after a minute', () => {
  let now = 0;
  const log = new AlertLog(undefined, undefined, null, () => now);
  const taken = (withHistorical: boolean): string[] =>
    log.takeUnsaved(8, undefined, withHistorical).map(({ id }) => id);
  for (const id of ['a', 'b', 'c', 'd']) log.record(alertOf({ id, historical: true }));
  log.record(alertOf({ id: 'b', historical: true, eventCount: 9 }));
  log.record(alertOf({ id: 'd', historical: false, eventCount: 9 }));
  assert.deepEqual([log.news, taken(false)], [1, ['d']], 'it is of now: a ban may answer it');
  log.acknowledge('c');
  assert.deepEqual([log.news, taken(false)], [1, ['c']], 'who acknowledges it does so now');
  now += 29_999;
  assert.deepEqual([log.areLate, taken(false), log.unsaved], [false, [], ['a', 'b']]);
  now += 1;
  assert.deepEqual([log.areLate, taken(false), log.areLate], [true, ['a', 'b'], false]);
  for (const id of ['a', 'b', 'c']) log.record(alertOf({ id, historical: true, eventCount: 20 }));
  now += 59_999;
  assert.deepEqual([log.areLate, taken(false), log.hasUnsaved], [false, [], true]);
  now += 1;
  assert.deepEqual([log.areLate, taken(false), log.areLate], [true, ['a', 'b', 'c'], false]);
  now += 1;
  log.record(alertOf({ id: 'c', historical: true, eventCount: 22 }));
  log.record(alertOf({ id: 'a', historical: true, level: 'critical', eventCount: 22 }));
  assert.deepEqual(taken(true), ['a', 'c'], 'what got worse first');
});

test('alerts of old lines that open all the time are written together every half minute, not a few at every moment', () => {
  let now = 0;
  const log = new AlertLog(undefined, undefined, null, () => now);
  const written: number[] = [];
  for (; now < 95_000; now += 100) {
    log.record(alertOf({ id: `a${now}`, historical: true }));
    if (log.areLate) written.push(log.takeUnsaved(1000, undefined, false).length);
  }
  assert.deepEqual(written, [301, 301, 301]);
  for (let index = 0; index < 20_000; index++) log.record(alertOf({ id: `many${index}`, historical: true }));
  assert.deepEqual([log.areLate, log.lost], [true, 0], 'there is no room for more');
});

test('there is nothing to acknowledge in an alert that is gone', () => {
  assert.equal(new AlertLog().acknowledge('a1'), null);
});

test('what was acknowledged before a restart stays so while its lines are read again', () => {
  const log = new AlertLog();
  const before = alertOf({ level: 'high', eventCount: 20, status: 'acknowledged' });
  log.restore([before]);
  for (const [eventCount, level] of [
    [5, 'medium'],
    [19, 'medium'],
    [20, 'high'],
    [21, 'high'],
  ] as const) {
    const { status, rule } = log.record(alertOf({ level, eventCount }));
    assert.deepEqual([status, rule.level], ['acknowledged', 'high'], `after ${eventCount} events`);
  }
  assert.equal(log.get('a1')?.eventCount, 21);
});

describe('an alert that a stronger one tells of as well', () => {
  const rules = { correlations: [{ rule: { name: 'steady', unless: ['fast'] } }] } as unknown as RuleSet;
  const made = (name: string, part: Partial<Alert> = {}): Alert => {
    const base = alertOf({
      id: name,
      group: { src_ip: '203.0.113.7' },
      firstSeen: 0,
      lastSeen: 10_000,
      ...part,
    });
    return { ...base, rule: { ...base.rule, name } };
  };
  const opened = () => new AlertLog(() => null, new Coverage(rules));

  test('is covered from when the stronger one opens, and no longer counted', () => {
    const log = opened();
    assert.equal(log.record(made('steady')).status, 'open');
    log.record(made('fast', { firstSeen: 5000 }));
    assert.equal(log.get('steady')?.status, 'covered');
    assert.equal(log.counts.atOrAbove('low'), 1);
  });

  test('stays covered while both grow, and is open again when it goes on alone', () => {
    const log = opened();
    log.record(made('fast'));
    assert.equal(log.record(made('steady', { eventCount: 6 })).status, 'covered');
    assert.equal(log.record(made('steady', { eventCount: 9, lastSeen: 50_000 })).status, 'covered');
    assert.equal(log.record(made('steady', { eventCount: 12, lastSeen: 80_000 })).status, 'open');
  });

  test('is not covered by one about somebody else, or of another day', () => {
    const log = opened();
    log.record(made('fast', { group: { src_ip: '198.51.100.9' } }));
    log.record(made('fast', { id: 'yesterday', firstSeen: -90_000, lastSeen: -80_000 }));
    assert.equal(log.record(made('steady')).status, 'open');
  });

  test('is covered by the latest attack of the stronger one, also when the growth of the one before is told last', () => {
    const log = opened();
    log.record(made('steady', { lastSeen: 300_000 }));
    log.record(made('fast', { id: 'second', firstSeen: 200_000, lastSeen: 300_000 }));
    log.record(made('fast', { id: 'first', lastSeen: 20_000 }));
    assert.equal(log.record(made('steady', { eventCount: 9, lastSeen: 310_000 })).status, 'covered');
  });

  for (const order of [
    ['first', 'grown', 'second', 'weak'],
    ['first', 'grown', 'weak', 'second'],
    ['second', 'first', 'weak', 'grown'],
    ['weak', 'second', 'first', 'grown'],
  ] as const) {
    test(`is covered by an attack that a later one followed, told in the order ${order.join(', ')}`, () => {
      const told = {
        first: made('fast', { id: 'first' }),
        grown: made('fast', { id: 'first', eventCount: 9, lastSeen: 40_000 }),
        second: made('fast', { id: 'second', firstSeen: 200_000, lastSeen: 220_000 }),
        weak: made('steady', { lastSeen: 100_000 }),
      };
      const log = opened();
      for (const name of order) log.record(told[name]);
      assert.equal(log.get('steady')?.status, 'covered');
    });
  }

  test('of many attacks by the stronger one the eight latest are known, in whatever order they are told', () => {
    const log = opened();
    const times = [5, 2, 9, 1, 7, 3, 8, 4, 6].map((hour) => hour * 3_600_000);
    for (const time of times)
      log.record(made('fast', { id: `at ${time}`, firstSeen: time, lastSeen: time + 1000 }));
    const statusAt = (hour: number) => {
      const time = hour * 3_600_000;
      return log.record(made('steady', { id: `steady ${hour}`, firstSeen: time, lastSeen: time + 1000 }))
        .status;
    };
    assert.deepEqual([statusAt(1), statusAt(2), statusAt(9)], ['open', 'covered', 'covered']);
  });

  test('is no news to somebody who has acknowledged it', () => {
    const log = opened();
    log.record(made('steady'));
    log.acknowledge('steady');
    log.record(made('fast'));
    assert.equal(log.get('steady')?.status, 'acknowledged');
  });
});

test('beyond 20,000 alerts the oldest that are stored and over go; those that wait for the store or still grow stay', () => {
  const log = new AlertLog();
  const day = 86_400_000;
  log.record(alertOf({ id: 'grows', lastSeen: 10 * day }));
  for (let index = 0; index < 22_000; index++) log.record(alertOf({ id: `over ${index}`, lastSeen: day }));
  assert.deepEqual([[...log.all()].length, log.lost], [22_001, 0], 'none of them is stored yet');
  log.takeUnsaved(Number.POSITIVE_INFINITY);
  for (let index = 0; index < 2000; index++) log.record(alertOf({ id: `new ${index}`, lastSeen: 10 * day }));
  assert.deepEqual([log.get('grows')?.id, log.get('over 0'), log.lost], ['grows', null, 0]);
  assert.ok([...log.all()].length <= 21_000);
});

test('beyond all bounds the oldest go before they are stored, and are counted', () => {
  const log = new AlertLog();
  for (let index = 0; index < 61_001; index++) log.record(alertOf({ id: `a${index}` }));
  const left = [...log.all()].length;
  assert.deepEqual([left + log.lost, left <= 61_000, log.get('a0')], [61_001, true, null]);
});

describe('who got in', () => {
  const intruder = { src_ip: '203.0.113.7' };
  const taken = (part: Parameters<typeof alertOf>[0]) =>
    alertOf({ group: intruder, level: 'critical', tags: ['attack.initial-access', 'attack.t1078'], ...part });

  test('is known from an open alert about valid accounts, until it is acknowledged', () => {
    const log = new AlertLog();
    assert.equal(log.counts.gotIn('203.0.113.7'), false);
    log.record(taken({ id: 'a1' }));
    log.record(taken({ id: 'a1', eventCount: 9 }));
    log.record(taken({ id: 'a2' }));
    log.acknowledge('a1');
    assert.deepEqual([log.counts.gotIn('203.0.113.7'), log.counts.gotIn('203.0.113.8')], [true, false]);
    log.acknowledge('a2');
    assert.equal(log.counts.gotIn('203.0.113.7'), false);
  });

  for (const [what, part] of [
    ['a brute force that was refused', { tags: ['attack.credential-access', 'attack.t1110.001'] }],
    ['a login that a rule only mentions', { level: 'low' }],
    ['nobody, when no address is told', { group: { user: 'root' } }],
  ] as const) {
    test(`is not ${what}`, () => {
      const log = new AlertLog();
      log.record(taken(part));
      assert.equal(log.counts.gotIn('203.0.113.7'), false);
    });
  }
});

describe('an alert that turns out to be people who mistyped', () => {
  const high = alertOf({ level: 'high' });
  const settled = alertOf({ level: 'low', status: 'settled', recommendation: 'Nothing.' });

  test('is lowered, stored so at once, and not raised by lines that are read again', () => {
    const log = new AlertLog();
    log.record(high);
    log.areStored(log.takeUnsaved(9));
    assert.equal(log.record(settled).status, 'settled');
    assert.equal(log.news, 1);
    assert.deepEqual(log.counts.openByLevel(), { informational: 0, low: 0, medium: 0, high: 0, critical: 0 });
    const again = log.record(high);
    assert.deepEqual([again.rule.level, again.status, again.recommendation], ['low', 'settled', 'Nothing.']);
    assert.equal(log.record({ ...high, eventCount: 9 }).status, 'open');
  });

  test('covers nothing after a restart, though it was acknowledged', () => {
    const rule = { name: 'rule', unless: ['strong'] };
    const rules = { correlations: [{ rule }] } as unknown as Pick<RuleSet, 'correlations'>;
    const log = new AlertLog(undefined, new Coverage(rules));
    const strong = { ...settled, id: 's', rule: { ...settled.rule, name: 'strong' } };
    log.restore([{ ...strong, status: 'acknowledged', recommendation: SETTLED_ADVICE }]);
    assert.equal(log.record(high).status, 'open');
  });

  test('stays acknowledged when it was', () => {
    const log = new AlertLog();
    log.record(high);
    log.acknowledge('a1');
    assert.deepEqual([log.record(settled).status, log.get('a1')?.rule.level], ['acknowledged', 'low']);
  });

  test('covers nothing any more', () => {
    const rule = { name: 'rule', unless: ['strong'] };
    const rules = { correlations: [{ rule }] } as unknown as Pick<RuleSet, 'correlations'>;
    const log = new AlertLog(undefined, new Coverage(rules));
    const strong = { ...high, id: 's', rule: { ...high.rule, name: 'strong' } };
    log.record(high);
    log.record(strong);
    assert.equal(log.get('a1')?.status, 'covered');
    log.record({ ...strong, rule: { ...strong.rule, level: 'low' }, status: 'settled' });
    assert.equal(log.get('a1')?.status, 'open');
  });
});
