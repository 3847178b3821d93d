import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arrivals } from '../../../src/core/record/arrivals.ts';
import { ALERT_LIST } from '../../../src/core/snapshot/list-specs.ts';
import { PagedList } from '../../../src/core/snapshot/paged-list.ts';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import type { ListQuery } from '../../../src/model/lists/list.ts';
import { loadLinearRegex } from '../../../src/platform/linear-regex.ts';
import { fc } from '../../support/properties.ts';
import { alertOf } from '../record/alert-of.ts';

const regex = await loadLinearRegex();

/** A list over alerts that the test may change, and the time that it thinks building takes. */
function listOf(alerts: Alert[], arrivals?: Arrivals<string>) {
  let now = 0;
  const list = new PagedList<Alert>(
    {
      ...ALERT_LIST,
      items: () => {
        now += 10;
        return alerts;
      },
      version: () => alerts.length,
      find: (id) => alerts.find((alert) => alert.id === id) ?? null,
      ...(arrivals && { arrivals }),
    },
    () => now,
  );
  const take = (query: Partial<ListQuery> = {}) =>
    list.page(
      { filter: '', sort: 'latest', reverse: false, offset: 0, limit: 3, selected: null, ...query },
      regex,
    ).page;
  return {
    take,
    now: () => now,
    pass: (time: number) => {
      now += time;
    },
  };
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    alertOf({ id: String(index).padStart(6, '0'), lastSeen: index, eventCount: 1 + (index % 7) }),
  );

test('hands out the rows that are asked for, and says where they stand', () => {
  const { take } = listOf(numbered(10));
  assert.deepEqual(take().ids, ['000009', '000008', '000007']);
  const deep = take({ offset: 4 });
  assert.deepEqual([deep.ids, deep.offset, deep.matching], [['000005', '000004', '000003'], 4, 10]);
});

test('the last rows are handed out when more is asked for than there is', () => {
  const { take } = listOf(numbered(10));
  const page = take({ offset: 1000 });
  assert.deepEqual([page.ids, page.offset], [['000002', '000001', '000000'], 7]);
});

test('finds the place of an item wherever it stands, and of none that does not match', () => {
  const { take } = listOf(numbered(2000));
  assert.equal(take({ selected: '000000' }).at, 1999);
  assert.equal(take({ selected: '001999' }).at, 0);
  assert.equal(take({ selected: 'gone' }).at, null);
  assert.equal(take({ selected: '000000', filter: 'count>1' }).at, null);
});

test('of an item that has left the rows that are asked for, those around it are handed out', () => {
  const { take } = listOf(numbered(2000));
  for (const selected of ['001990', '001700', '001500', '000700', '000000']) {
    const { ids, offset, at } = take({ offset: 2, limit: 20, selected });
    assert.equal(ids[(at ?? -1) - offset], selected);
    assert.equal(ids.length, 20);
  }
  const near = take({ offset: 2, limit: 20, selected: '001990' });
  assert.deepEqual([near.offset, near.at], [2, 9], 'one that is among them moves nothing');
});

test('reversed, the list is the same from its other end', () => {
  const { take } = listOf(numbered(10));
  const forwards = take({ limit: 10, sort: 'first' }).ids;
  const backwards = take({ limit: 10, sort: 'latest', reverse: true }).ids;
  assert.deepEqual(
    backwards,
    numbered(10).map(({ id }) => id),
  );
  assert.equal(forwards.length, 10);
});

test('a list that costs time to put in order is put in order again only after twenty times as long', () => {
  const alerts = numbered(5);
  const { take, pass } = listOf(alerts);
  take();
  alerts.push(alertOf({ id: 'new', lastSeen: 99 }));
  assert.equal(take().ids[0], '000004', 'not yet');
  pass(200);
  assert.equal(take().ids[0], 'new');
});

test('a new filter is answered at once', () => {
  const { take } = listOf(numbered(14));
  take();
  assert.equal(take({ filter: 'count>=7' }).matching, 2);
});

test('what is wrong with a filter is said, and nothing is listed', () => {
  const { take } = listOf(numbered(3));
  assert.match(take({ filter: 'colour:red' }).problem ?? '', /no field colour: title, level/);
  assert.match(take({ filter: 're:(' }).problem ?? '', /./);
  assert.match(take({ filter: '>=terrible' }).problem ?? '', /no level terrible/);
});

test('any window is the same part of the whole list, near its beginning or deep in it', () => {
  const alerts = numbered(900);
  const whole = listOf(alerts).take({ limit: 900, sort: 'count' }).ids;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 899 }), fc.integer({ min: 1, max: 60 }), (offset, limit) => {
      const { ids, offset: from } = listOf(alerts).take({ offset, limit, sort: 'count' });
      assert.deepEqual(ids, whole.slice(from, from + limit));
    }),
    { numRuns: 40 },
  );
});

test('around a selected item stands the same part of the whole list, wherever it is and however the list is asked', () => {
  const asked = fc.record({
    selected: fc.integer({ min: 0, max: 1199 }).map((index) => String(index).padStart(6, '0')),
    offset: fc.integer({ min: 0, max: 1300 }),
    limit: fc.integer({ min: 1, max: 60 }),
    sort: fc.constantFrom('latest', 'count', 'source'),
    reverse: fc.boolean(),
    filter: fc.constantFrom('', 'count>3'),
    passed: fc.constantFrom(0, 100_000),
  });
  const alerts = numbered(1200);
  fc.assert(
    fc.property(fc.array(asked, { minLength: 1, maxLength: 5 }), (queries) => {
      const { take, pass } = listOf(alerts);
      for (const { passed, ...query } of queries) {
        const { filter, sort, reverse } = query;
        const whole = listOf(alerts).take({ filter, sort, reverse, limit: 1200 }).ids;
        const place = whole.indexOf(query.selected);
        const { ids, offset, at, matching } = take(query);
        assert.deepEqual([at, matching], [place === -1 ? null : place, whole.length]);
        assert.deepEqual(ids, whole.slice(offset, offset + query.limit));
        if (place === -1) assert.equal(offset, Math.max(0, Math.min(query.offset, matching - query.limit)));
        else assert.equal(ids[place - offset], query.selected);
        pass(passed);
      }
    }),
    { numRuns: 40 },
  );
});

test('what has just come is listed at once, before the list is put in order again', () => {
  const alerts = numbered(1000);
  const arrivals = new Arrivals<string>();
  const { take: takeAny, now } = listOf(alerts, arrivals);
  const take = (part: Partial<ListQuery> = {}) => takeAny({ filter: 'count>1', limit: 2, ...part });
  const arrive = (part: Parameters<typeof alertOf>[0]) => {
    const alert = alertOf(part);
    alerts.push(alert);
    arrivals.add(alert.id);
  };
  const before = take();
  const builtAt = now();
  arrive({ id: 'matches', lastSeen: 2000, eventCount: 9 });
  arrive({ id: 'does not', lastSeen: 3000, eventCount: 1 });
  assert.deepEqual(take().ids, ['matches', before.ids[0]]);
  assert.deepEqual([take().matching, take().total], [before.matching + 1, before.total + 2]);
  assert.equal(now(), builtAt, 'without looking at all of them again');
  assert.equal(take({ selected: 'matches' }).at, 0);
});

test('of many that came at once those are known that are remembered', () => {
  const arrivals = new Arrivals<number>();
  for (let id = 0; id < 3000; id++) arrivals.add(id);
  assert.deepEqual(arrivals.after(2997), [2997, 2998, 2999]);
  assert.deepEqual(arrivals.after(3000), []);
  assert.equal(arrivals.after(100), null);
});

test('put in order again, a list is what a new one is, however its items have moved', () => {
  const moved = fc.record({
    seed: fc.integer({ min: 1, max: 1000 }),
    by: fc.integer({ min: -1500, max: 1500 }),
    reverse: fc.boolean(),
    sort: fc.constantFrom('latest', 'count', 'source'),
    limit: fc.constantFrom(30, 100, 400),
  });
  fc.assert(
    fc.property(fc.array(moved, { minLength: 1, maxLength: 4 }), (moves) => {
      const alerts = numbered(900);
      const { take, pass } = listOf(alerts);
      for (const { seed, by, reverse, sort, limit } of moves) {
        const query = { reverse, sort, limit };
        take(query);
        for (const [at, alert] of alerts.entries())
          if ((at * seed) % 3 !== 0)
            alerts[at] = { ...alert, lastSeen: alert.lastSeen + by, eventCount: 1 + ((at * seed) % 11) };
        alerts.push(alertOf({ id: `new${alerts.length}`, lastSeen: seed }));
        pass(100_000);
        assert.deepEqual(take(query), listOf(alerts).take(query));
      }
    }),
    { numRuns: 40 },
  );
});
