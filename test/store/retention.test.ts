import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Decision, DecisionState } from '../../src/model/bans/decision.ts';
import { DAY_MS } from '../../src/model/time.ts';
import { Store } from '../../src/store/store.ts';
import { alertOf } from '../core/record/alert-of.ts';

const NOW = Date.UTC(2026, 10, 21);
const READING = ['silent.log'];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soc-retention-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Tidies to the end. Returns the number of steps. */
function tidy(store: Store, keep: { days: number; alerts: number }): number {
  let steps = 1;
  while (store.tidy(keep, READING, NOW)) steps++;
  return steps;
}

function ids(store: Store): string[] {
  return store
    .alerts()
    .map(({ id }) => id)
    .sort();
}

test('alerts go when they were stored and last seen before the days that are kept', () => {
  const store = Store.open(null);
  const day = (ago: number) => NOW - ago * DAY_MS;
  store.commit({ alerts: [alertOf({ id: 'old', lastSeen: day(91) })] }, day(91));
  store.commit({ alerts: [alertOf({ id: 'still growing', lastSeen: day(1) })] }, day(91));
  store.commit({ alerts: [alertOf({ id: 'old log, read today', lastSeen: day(900) })] }, day(0));
  tidy(store, { days: 90, alerts: 1000 });
  assert.deepEqual(ids(store), ['old log, read today', 'still growing']);
  store.close();
});

test('of more alerts than are kept the oldest go, a part at a time, and the file gets smaller', () => {
  const store = Store.open(folder);
  for (let batch = 0; batch < 4; batch++) {
    const alerts = Array.from({ length: 1000 }, (_, index) =>
      alertOf({ id: `${batch}-${index}`, lastSeen: index, recommendation: 'x'.repeat(4000) }),
    );
    store.commit({ alerts }, NOW + batch);
  }
  assert.ok(tidy(store, { days: 90, alerts: 1500 }) > 5);
  assert.equal(store.alerts().length, 1500);
  assert.deepEqual([store.alert('2-499'), store.alert('2-500')?.id], [null, '2-500']);
  store.close();
  // 4,000 of them took more than 16 MB.
  assert.ok(statSync(join(folder, 'soc-console.db')).size < 10e6);
});

test('bans that are over go, those in force stay', () => {
  const store = Store.open(null);
  const ban = (id: string, state: DecisionState) =>
    ({ id, state, value: '203.0.113.7', createdAt: NOW - 100 * DAY_MS }) as Decision;
  store.commit({ decisions: [ban('d1', 'effective'), ban('d2', 'lifted'), ban('d3', 'expired')] });
  tidy(store, { days: 90, alerts: 1000 });
  assert.deepEqual(
    store.decisions().map(({ id }) => id),
    ['d1'],
  );
  store.close();
});

test('the place in a log that is read stays, however long it is silent; that of one nobody reads goes', () => {
  const store = Store.open(folder);
  const day = (ago: number) => NOW - ago * DAY_MS;
  const cursors = new Map([
    ['silent.log', '{"offset":1}'],
    ['gone.log', '{"offset":2}'],
  ]);
  store.commit({ checkpoint: { takenAt: day(91), madeBy: 'test', parts: [], cursors } });
  const placesAfter = (reading: readonly string[], now: number): string[] => {
    store.tidy({ days: 90, alerts: 1000 }, reading, now);
    return [...(store.progress()?.cursors.keys() ?? [])];
  };
  assert.deepEqual(placesAfter(READING, NOW), ['silent.log']);
  assert.deepEqual(placesAfter([], NOW + 89 * DAY_MS), ['silent.log'], 'counted from when it was read last');
  assert.deepEqual(placesAfter([], NOW + 91 * DAY_MS), []);
  store.close();
});
