import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GrownAlerts } from '../../../src/core/record/grown-alerts.ts';
import type { Alert, AlertId } from '../../../src/model/alerts/alert.ts';
import { alertOf } from './alert-of.ts';

/** Alerts that the engine remembers, by their events; each that is put together takes a millisecond. */
function grownOf(counts: Map<AlertId, number>): {
  readonly grown: GrownAlerts;
  readonly grow: (...ids: readonly AlertId[]) => void;
  /** By old lines. */
  readonly growByHistory: (...ids: readonly AlertId[]) => void;
  readonly told: string[];
} {
  const told: string[] = [];
  let now = 0;
  const alert = (id: AlertId): Alert | null => {
    const eventCount = counts.get(id);
    now++;
    return eventCount === undefined ? null : alertOf({ id, eventCount });
  };
  const record = (recorded: Alert): Alert => {
    told.push(`${recorded.id} ${recorded.eventCount}`);
    return recorded;
  };
  const grown = new GrownAlerts(alert, { wait: () => {}, isOver: () => {} }, record, () => now);
  const growBy =
    (isHistorical: boolean) =>
    (...ids: readonly AlertId[]): void =>
      grown.take(
        ids.map((id) => ({ kind: 'alert', id, what: 'grown', isHistorical, alert: alertOf({ id }) })),
      );
  return { grown, grow: growBy(false), growByHistory: growBy(true), told };
}

test('an alert that grew many times is told of once, as it stands then', () => {
  const counts = new Map([['a', 5]]);
  const { grown, grow, told } = grownOf(counts);
  for (let events = 6; events <= 100; events++) {
    counts.set('a', events);
    grow('a');
  }
  grown.catchUp(Number.POSITIVE_INFINITY);
  assert.deepEqual(told, ['a 100']);
  assert.equal(grown.areWaiting, false);
});

test('when time is short, the longest waiting come first, and the others the next time', () => {
  const { grown, grow, told } = grownOf(new Map(['a', 'b', 'c', 'd', 'e'].map((id) => [id, 1])));
  grow('a', 'b', 'c', 'd', 'e', 'a');
  grown.catchUp(2);
  assert.deepEqual(told, ['a 1', 'b 1']);
  grow('a');
  grown.catchUp(Number.POSITIVE_INFINITY);
  assert.deepEqual(told.slice(2), ['c 1', 'd 1', 'e 1', 'a 1']);
});

test('who asks for one alert has it at once; one that the engine has forgotten is nobody', () => {
  const { grown, grow, told } = grownOf(new Map([['a', 7]]));
  grow('a', 'gone');
  grown.refresh('a');
  assert.deepEqual(told, ['a 7']);
  grown.catchUp(Number.POSITIVE_INFINITY);
  assert.deepEqual(told, ['a 7']);
});

test('what grew by old lines alone waits until it is asked for, or grows by one of now', () => {
  const { grown, grow, growByHistory, told } = grownOf(new Map(['a', 'b', 'c'].map((id) => [id, 1])));
  growByHistory('a', 'b');
  grow('b', 'c');
  growByHistory('c');
  grown.catchUp(Number.POSITIVE_INFINITY, false);
  assert.deepEqual(told, ['b 1', 'c 1']);
  assert.equal(grown.areWaiting, true);
  grown.catchUp(Number.POSITIVE_INFINITY);
  assert.deepEqual(told.slice(2), ['a 1']);
  assert.equal(grown.areWaiting, false);
});

test('of thousands that are looked at before their turn and grow again, each is told of as often as it grew anew', () => {
  const ids = Array.from({ length: 3000 }, (_, at) => `a${at}`);
  const { grown, grow, told } = grownOf(new Map(ids.map((id) => [id, 1])));
  grow(...ids);
  grown.catchUp(500);
  for (const id of ids.slice(1000, 2000)) grown.refresh(id);
  grow(...ids);
  grown.catchUp(Number.POSITIVE_INFINITY);
  assert.equal(grown.areWaiting, false);
  const times = new Map<string, number>();
  for (const line of told) times.set(line, (times.get(line) ?? 0) + 1);
  const twice = (at: number): boolean => at < 500 || (at >= 1000 && at < 2000);
  assert.deepEqual(
    ids.map((id) => times.get(`${id} 1`)),
    ids.map((_, at) => (twice(at) ? 2 : 1)),
  );
  grown.catchUp(Number.POSITIVE_INFINITY);
  assert.equal(told.length, 4500);
});
