import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { AlertGrowth } from '../../../src/commands/watch/alert-growth.ts';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import { alertOf } from '../../core/record/alert-of.ts';

function growth(t: { after: (end: () => void) => void }) {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const told: string[] = [];
  const reader = { isBehind: false };
  const growth = new AlertGrowth(({ id, eventCount }) => {
    told.push(`${id} ${eventCount}`);
    return !reader.isBehind;
  });
  return { told, reader, growth };
}

function grown(id: string, eventCount: number): Alert {
  return alertOf({ id, eventCount });
}

test('a new alert is told at once, its growth once a second as it stands then', (t) => {
  const { growth: told, ...seen } = growth(t);
  for (const count of [5, 6, 7]) told.alert(grown('a', count));
  assert.deepEqual(seen.told, ['a 5']);
  mock.timers.tick(1000);
  assert.deepEqual(seen.told, ['a 5', 'a 7']);
});

test('of many that grow a part is told each second, one while nobody reads; all at the end', (t) => {
  const { growth: told, ...seen } = growth(t);
  for (const count of [1, 2]) for (let id = 0; id < 500; id++) told.alert(grown(`${id}`, count));
  const after = (): number => {
    mock.timers.tick(1000);
    return seen.told.length - 500;
  };
  assert.equal(after(), 200);
  seen.reader.isBehind = true;
  assert.equal(after(), 201);
  seen.reader.isBehind = false;
  assert.equal(after(), 401);
  told.end();
  assert.equal(seen.told.length, 1000);
  assert.equal(new Set(seen.told).size, 1000);
  told.alert(grown('0', 3));
  assert.equal(seen.told.at(-1), '0 3', 'what the core tells while it ends has no other time');
});
