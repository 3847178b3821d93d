import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlertLog } from '../../../src/core/record/alert-log.ts';
import { Coverage } from '../../../src/core/record/coverage.ts';
import { SharedWords, withoutEvidence } from '../../../src/core/record/lean-alert.ts';
import { Store } from '../../../src/store/store.ts';
import { alertOf } from './alert-of.ts';

const LINES = [{ source: 'a.log', line: 7, time: 1, raw: 'Failed password for root' }];
const MORE = [...LINES, { source: 'a.log', line: 8, time: 2, raw: 'Failed password for admin' }];

function logOver(store: Store, ofEngine: () => typeof LINES | null = () => null): AlertLog {
  const remembered = { has: () => ofEngine() !== null, evidence: ofEngine };
  return new AlertLog(
    (id) => store.alert(id),
    new Coverage(),
    () => remembered,
  );
}

test('an alert that is stored has its lines still, read from where they are', () => {
  const store = Store.open(null);
  const log = logOver(store);
  log.record(alertOf({ id: 'a1', evidence: LINES }));
  const unsaved = log.takeUnsaved(100).map((head) => log.whole(head));
  store.commit({ alerts: unsaved });
  log.areStored(unsaved);
  assert.deepEqual(log.get('a1'), alertOf({ id: 'a1', evidence: LINES }));
  assert.deepEqual(structuredClone(log.get('a1'))?.evidence, LINES);

  log.acknowledge('a1');
  store.commit({ alerts: log.takeUnsaved(100).map((head) => log.whole(head)) });
  assert.deepEqual(store.alert('a1')?.evidence, LINES, 'written again, it is whole');
  assert.equal(store.alert('a1')?.status, 'acknowledged');
  store.close();
});

test('while the engine remembers an alert its lines are those that it has now', () => {
  const store = Store.open(null);
  store.commit({ alerts: [alertOf({ id: 'a1', evidence: LINES })] });
  let remembered: typeof MORE | null = MORE;
  const log = logOver(store, () => remembered);
  log.restore(store.latestAlerts());
  assert.deepEqual(log.get('a1')?.evidence, MORE);
  remembered = null;
  assert.deepEqual(log.get('a1')?.evidence, LINES);
  store.close();
});

test('a store that cannot be read costs the lines and nothing else', () => {
  const broken = (): never => {
    throw new Error('disk I/O error');
  };
  const log = new AlertLog(broken, new Coverage(), () => ({ has: () => false, evidence: () => null }));
  log.restore([alertOf({ id: 'a1', evidence: LINES })]);
  assert.deepEqual(log.get('a1'), alertOf({ id: 'a1' }));
});

test('what grew while it was written keeps its lines', () => {
  const store = Store.open(null);
  const log = logOver(store);
  log.record(alertOf({ id: 'a1', eventCount: 1, evidence: LINES }));
  const written = log.takeUnsaved(100);
  log.record(alertOf({ id: 'a1', eventCount: 2, evidence: MORE }));
  log.areStored(written);
  assert.deepEqual(log.get('a1')?.evidence, MORE);
  store.close();
});

test('what grew since it was recorded is written as it stands now: count and lines of one moment', () => {
  const store = Store.open(null);
  const log = new AlertLog((id) => store.alert(id), new Coverage());
  log.record(alertOf({ id: 'a1', eventCount: 1, evidence: LINES }));
  const refresh = () => void log.record(alertOf({ id: 'a1', eventCount: 2, evidence: MORE }));
  store.commit({ alerts: log.takeUnsaved(100, refresh).map((head) => log.whole(head)) });
  assert.deepEqual(store.alert('a1'), alertOf({ id: 'a1', eventCount: 2, evidence: MORE }));
  assert.equal(log.hasUnsaved, false);
  store.close();
});

test('a row is the alert but for its lines', () => {
  const alert = alertOf({ id: 'a1', evidence: LINES });
  assert.deepEqual(withoutEvidence(alert), { ...alert, evidence: [] });
});

test('words that many alerts share are kept once; others stay as they are', () => {
  const words = new SharedWords();
  const copy = (): ReturnType<typeof alertOf> => JSON.parse(JSON.stringify(alertOf({ id: 'a1' })));
  const [one, other] = [words.share(copy()), words.share(copy())];
  assert.equal(one.rule, other.rule);
  assert.deepEqual(one, alertOf({ id: 'a1' }));
  const raised = words.share({ ...copy(), rule: { ...one.rule, level: 'critical' } });
  assert.equal(raised.rule.level, 'critical');
});

test('lines that the engine forgets before they are stored stay until they are', () => {
  const store = Store.open(null);
  let remembered: typeof MORE | null = MORE;
  const log = logOver(store, () => remembered);
  log.record(alertOf({ id: 'a1', evidence: MORE }));
  log.isOver(alertOf({ id: 'a1', evidence: MORE }));
  remembered = null;
  assert.deepEqual(log.get('a1')?.evidence, MORE);
  const unsaved = log.takeUnsaved(100).map((head) => log.whole(head));
  assert.deepEqual(unsaved[0]?.evidence, MORE);
  store.commit({ alerts: unsaved });
  log.areStored(unsaved);
  assert.deepEqual(log.get('a1')?.evidence, MORE);
  store.close();
});

test('of an alert that grows, and that the engine remembers, no line is read until somebody looks at them', () => {
  const store = Store.open(null);
  let lines = LINES;
  const log = logOver(store, () => lines);
  const unread = (eventCount: number) =>
    Object.defineProperty(alertOf({ id: 'a1', eventCount }), 'evidence', {
      get: () => assert.fail('its lines were read'),
    });
  log.record(unread(5));
  const grown = log.record(unread(6));
  assert.deepEqual([grown.eventCount, log.head('a1')?.eventCount], [6, 6]);
  lines = MORE;
  assert.deepEqual(grown.evidence, MORE);
  store.close();
});
