/** Every schema that was ever released, opened by this version. `versions/N.sql` is what version N wrote. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import Database from 'libsql';
import type { SavedProgress } from '../../src/store/progress.ts';
import { MIGRATIONS } from '../../src/store/schema.ts';
import { Store } from '../../src/store/store.ts';
import { StoredState } from '../../src/store/stored-state.ts';

const VERSIONS = new URL('versions/', import.meta.url);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soc-migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function databaseOf(version: string): Database.Database {
  const database = new Database(join(folder, 'soc-console.db'));
  database.exec(readFileSync(new URL(version, VERSIONS), 'utf8'));
  return database;
}

/** Tables, views, indexes and triggers by name, as SQL. */
function schemaOf(path: string): unknown[] {
  const database = new Database(path);
  const columns =
    'SELECT m.name, c.name AS field, c.type FROM sqlite_schema AS m, pragma_table_info(m.name) AS c';
  const tables = database.prepare(`${columns} ORDER BY m.name, c.name`).all();
  const rest = database
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type <> 'table' ORDER BY name")
    .all();
  database.close();
  return [...tables, ...rest].map((row) => ({ ...(row as object), _metadata: null }));
}

test('there is a sample of every version before this one', () => {
  const samples = readdirSync(VERSIONS).map((name) => Number.parseInt(name, 10));
  assert.deepEqual(
    samples.sort(),
    MIGRATIONS.slice(1).map((_, index) => index + 1),
  );
});

for (const version of readdirSync(VERSIONS)) {
  test(`version ${version} becomes what a new one is, and loses nothing`, () => {
    const old = databaseOf(version);
    const bodies = old.prepare('SELECT body FROM alerts ORDER BY last_seen').all() as { body: string }[];
    old.close();
    const store = Store.open(folder);
    assert.deepEqual(
      store.alerts(),
      bodies.map(({ body }) => JSON.parse(body)),
    );
    assert.deepEqual(
      store.decisions().map(({ id }) => id),
      ['d1'],
    );
    store.close();
    const fresh = join(folder, 'fresh');
    Store.open(fresh).close();
    assert.deepEqual(schemaOf(join(folder, 'soc-console.db')), schemaOf(join(fresh, 'soc-console.db')));
  });
}

test('the alerts of version 1 give their incidents and their evidence', () => {
  databaseOf('1.sql').close();
  Store.open(folder).close();
  const database = new Database(join(folder, 'soc-console.db'));
  const rows = (sql: string): unknown[] => database.prepare(sql).raw().all();
  assert.deepEqual(rows('SELECT attacker, alerts, first_seen, last_seen, level FROM incidents ORDER BY 1'), [
    ['203.0.113.7', 2, 900, 2000, 'high'],
    ['evil.example', 1, 1500, 2500, 'medium'],
  ]);
  assert.deepEqual(rows('SELECT alert_id, place, source, line, time, raw FROM evidence ORDER BY 1, 2'), [
    ['a1', 0, 'a.log', 1, 1000, 'first'],
    ['a1', 1, 'a.log', 20, 2000, 'last'],
  ]);
  database.close();
});

test('the checkpoint of version 2 is gone on from, and by who only looks it is seen as it is', () => {
  databaseOf('2.sql').close();
  const told = (progress: SavedProgress | null) => [
    progress?.parts.map((part) => Buffer.from(part).toString()),
    progress?.journal,
  ];
  const looked = StoredState.open(folder);
  assert.deepEqual(told(looked.progress()), [['one', 'two'], ['first']]);
  looked.close();
  const store = Store.open(folder);
  assert.deepEqual(told(store.progress()), [['one', 'two'], ['first']]);
  store.close();
});
