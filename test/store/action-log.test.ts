import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import Database from 'libsql';
import type { Action } from '../../src/model/bans/action.ts';
import { ActionLog } from '../../src/store/action-log.ts';
import { Store } from '../../src/store/store.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soc-actions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function banOf(subject: string): Action {
  return { time: 1000, actor: 'analyst', kind: 'ban', subject, detail: { argv: ['nft', 'add'], exit: 0 } };
}

/** The database of a store that was closed, for one who would tamper with it. */
function tamper(sql: string): Database.Database {
  const database = new Database(join(folder, 'soc-console.db'));
  database.exec(sql);
  return database;
}

function storeOf(...subjects: readonly string[]): void {
  const store = Store.open(folder);
  for (const subject of subjects) store.appendAction(banOf(subject));
  store.close();
}

test('actions are there again, in order, each chained to the one before', () => {
  storeOf('203.0.113.7', '203.0.113.8');
  const store = Store.open(folder);
  store.appendAction(banOf('203.0.113.9'));
  const actions = store.actions();
  assert.deepEqual(
    actions.map(({ number, subject, detail }) => [number, subject, detail]),
    [7, 8, 9].map((host, index) => [index + 1, `203.0.113.${host}`, { argv: ['nft', 'add'], exit: 0 }]),
  );
  assert.deepEqual(
    actions.slice(1).map(({ previous }) => previous),
    actions.slice(0, -1).map(({ hash }) => hash),
  );
  assert.deepEqual(
    store.actions(1).map(({ number }) => number),
    [3],
  );
  store.close();
});

test('the database refuses to change or to remove an action', () => {
  storeOf('a', 'b');
  const database = tamper('');
  assert.throws(() => database.exec("UPDATE action_log SET subject = 'c'"), /only added to/);
  assert.throws(() => database.exec('DELETE FROM action_log'), /only added to/);
  database.close();
});

for (const [what, sql, broken] of [
  ['nothing', '', null],
  ['a changed action', "UPDATE action_log SET subject = 'x' WHERE number = 2", 2],
  ['a removed action', 'DELETE FROM action_log WHERE number = 2', 2],
  ['a changed hash', "UPDATE action_log SET hash = 'x' WHERE number = 1", 1],
] as const) {
  test(`${what}, against a database whose triggers are gone, is found`, () => {
    storeOf('a', 'b', 'c');
    const triggers = ['action_log_is_not_changed', 'action_log_is_not_shortened'];
    const database = tamper(`${triggers.map((name) => `DROP TRIGGER ${name}`).join(';')}; ${sql}`);
    assert.equal(new ActionLog(() => database).firstBroken(), broken);
    database.close();
  });
}

test('hostile text is hashed as it is read back', () => {
  storeOf('\ud800', "'; DROP TABLE action_log; --", 'nul \0 after', '\u202e\x1b[31m');
  const database = tamper('');
  assert.equal(new ActionLog(() => database).firstBroken(), null);
  assert.equal(new ActionLog(() => database).latest(10).length, 4);
  database.close();
});

test('what could not be written is written with the next', () => {
  storeOf();
  const store = Store.open(folder);
  const other = tamper('BEGIN IMMEDIATE');
  store.appendAction(banOf('first'));
  other.exec('ROLLBACK');
  other.close();
  const waiting = store.actions();
  store.appendAction(banOf('second'));
  const written = store.actions();
  assert.deepEqual(
    written.map(({ subject }) => subject),
    ['first', 'second'],
  );
  assert.deepEqual(waiting, written.slice(0, 1));
  store.close();
});
