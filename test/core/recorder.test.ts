import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlertLog } from '../../src/core/alert-log.ts';
import { Recorder } from '../../src/core/recorder.ts';
import type { Alert } from '../../src/model/alert.ts';
import { Store } from '../../src/store/store.ts';
import { alertOf } from './alert-of.ts';

test('a store that fails costs a warning and no alert: they are stored when it works again', () => {
  const store = Store.open(null);
  const commit = store.commit.bind(store);
  const alerts = new AlertLog();
  const recorder = new Recorder(store, alerts);
  store.commit = () => {
    throw new Error('disk full');
  };
  alerts.record(alertOf({ id: 'a1' }));
  recorder.flush();
  assert.equal(recorder.warning, 'The store cannot be written (disk full): alerts are kept in memory only.');
  assert.equal(alerts.get('a1')?.id, 'a1');

  store.commit = commit;
  alerts.record(alertOf({ id: 'a2' }));
  recorder.flush();
  assert.equal(recorder.warning, null);
  assert.deepEqual(
    store
      .alerts()
      .map(({ id }: Alert) => id)
      .sort(),
    ['a1', 'a2'],
  );
  store.close();
});

test('an alert that grew is stored as it stands, once', () => {
  const store = Store.open(null);
  const alerts = new AlertLog();
  const recorder = new Recorder(store, alerts);
  for (const eventCount of [5, 6, 7]) alerts.record(alertOf({ eventCount }));
  recorder.flush();
  assert.deepEqual(
    store.alerts().map(({ eventCount }: Alert) => eventCount),
    [7],
  );
  store.close();
});
