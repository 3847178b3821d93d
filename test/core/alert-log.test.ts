import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlertLog } from '../../src/core/alert-log.ts';
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
  assert.deepEqual(log.openByLevel(), { informational: 0, low: 1, medium: 0, high: 1, critical: 0 });
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
  assert.deepEqual([log.atOrAbove('low'), log.atOrAbove('high'), log.atOrAbove('critical')], [3, 2, 1]);
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
