import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import Database from 'libsql';
import type { Decision } from '../../src/model/decision.ts';
import { UserError } from '../../src/model/user-error.ts';
import { MIGRATIONS } from '../../src/store/schema.ts';
import { Store } from '../../src/store/store.ts';
import { alertOf } from '../core/alert-of.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soc-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ban: Decision = {
  id: 'd1',
  type: 'ban',
  scope: 'ip',
  value: '203.0.113.7',
  origin: 'analyst',
  alertId: 'a1',
  responder: 'dry-run',
  commands: [['nft', 'add', "it's; DROP TABLE alerts"]],
  createdAt: 1,
  duration: null,
  expiresAt: null,
  state: 'pending',
  detail: null,
  ...{ actor: 'root', reason: null, goal: 'banned', enforcements: [] },
  ...{ overridden: null, confirmBy: null, seenAfter: null },
};

test('alerts and decisions are there again after it was closed, as they stood last', () => {
  const first = Store.open(folder);
  const hostile = alertOf({ id: "a'1", users: ["Robert'); DROP TABLE alerts;--", '\0\u202e'] });
  first.saveAlerts([hostile, alertOf({ id: 'a2', lastSeen: 900 })]);
  first.saveAlerts([{ ...hostile, eventCount: 99, lastSeen: 5000 }]);
  first.saveDecisions([ban]);
  first.saveDecisions([{ ...ban, state: 'simulated' }]);
  first.close();

  const second = Store.open(folder);
  assert.deepEqual(second.alerts(), [
    alertOf({ id: 'a2', lastSeen: 900 }),
    { ...hostile, eventCount: 99, lastSeen: 5000 },
  ]);
  assert.deepEqual(second.decisions(), [{ ...ban, state: 'simulated' }]);
  second.close();
});

test('without a directory it lives in memory', () => {
  const store = Store.open(null);
  store.saveAlerts([alertOf({ id: 'a1' })]);
  assert.equal(store.alerts().length, 1);
  store.close();
});

test('makes the directory, for its owner only; one that others could read is closed to them', () => {
  const made = join(folder, 'deep', 'state');
  Store.open(made).close();
  assert.equal(statSync(made).mode & 0o777, 0o700);
  const open = join(folder, 'open');
  mkdirSync(open, { mode: 0o755 });
  Store.open(open).close();
  assert.equal(statSync(open).mode & 0o777, 0o700);
});

test('refuses what a newer version wrote, and says what to do', () => {
  Store.open(folder).close();
  const database = new Database(join(folder, 'soc-console.db'));
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
  database.close();
  assert.throws(
    () => Store.open(folder),
    (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /written by a newer soc-console/);
      assert.match(error.hint, /Update soc-console, or give another directory with --state DIR/);
      return true;
    },
  );
});

test('a directory that cannot be made is the user to set right', () => {
  writeFileSync(join(folder, 'file'), '');
  assert.throws(
    () => Store.open(join(folder, 'file', 'state')),
    (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /file\/state/);
      assert.match(error.hint, /--state DIR/);
      return true;
    },
  );
});

test('a file that is no database is named', () => {
  writeFileSync(join(folder, 'soc-console.db'), 'this is a letter, not a database. '.repeat(200));
  assert.throws(
    () => Store.open(folder),
    (error) => error instanceof UserError && /soc-console\.db/.test(error.message),
  );
});

test('what fails half way leaves nothing of it', () => {
  const store = Store.open(folder);
  const broken = { ...alertOf({ id: 'a2' }), firstSeen: 'never' as unknown as number };
  assert.throws(() => store.saveAlerts([alertOf({ id: 'a1' }), broken]));
  assert.deepEqual(store.alerts(), []);
  store.saveAlerts([alertOf({ id: 'a1' })]);
  assert.equal(store.alerts().length, 1);
  store.close();
});
