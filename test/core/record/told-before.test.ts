import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notToldBefore } from '../../../src/core/record/told-before.ts';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import { alertOf } from './alert-of.ts';

const group = { src_ip: '203.0.113.7' };

test('while lines are read again with other rules, what the store has under another id is left out', () => {
  const stored = [alertOf({ id: 'a', group, firstSeen: 10, lastSeen: 20 })];
  const recorded: string[] = [];
  let isAgain = true;
  const record = notToldBefore(
    (alert: Alert) => {
      recorded.push(alert.id);
      return alert;
    },
    () => stored,
    () => isAgain,
  );
  record(alertOf({ id: 'a', group, firstSeen: 10, lastSeen: 30 }));
  record(alertOf({ id: 'same attack', group, firstSeen: 20, lastSeen: 30 }));
  record(alertOf({ id: 'later', group, firstSeen: 21, lastSeen: 30 }));
  record(alertOf({ id: 'another', group: { src_ip: '203.0.113.8' }, firstSeen: 10, lastSeen: 20 }));
  assert.deepEqual(recorded, ['a', 'later', 'another']);
  isAgain = false;
  record(alertOf({ id: 'same attack', group, firstSeen: 20, lastSeen: 40 }));
  assert.equal(recorded.at(-1), 'same attack', 'it goes on');
});
