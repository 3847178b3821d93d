import { renameSync, statSync } from 'node:fs';
import Database from 'libsql';
import { type DurationMs, SECOND_MS } from '../model/time.ts';
import { UserError } from '../model/user-error.ts';
import { codeOf } from '../platform/system-reason.ts';
import { MIGRATIONS } from './schema.ts';

/** Somebody who looks at what is stored may hold the file for a moment: at start it is waited for so long. */
const OPENING_MS: DurationMs = 5 * SECOND_MS;
/** While the core runs it is waited for no longer than this: nothing is read meanwhile, and a write can be tried again. */
const BUSY_MS: DurationMs = 250;

/** Opens (or makes) the database of a file, with the schema of this version. */
export function openDatabase(path: string): Database.Database {
  const database = new Database(path, { timeout: OPENING_MS });
  try {
    // Pages that are let go are given back in small steps; a database without this is written anew once.
    database.exec(
      'PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;',
    );
    database.exec(`PRAGMA journal_size_limit = ${64 << 20}`);
    migrate(database);
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Up to this size a database is looked through at every start: 0.6 ms a megabyte. */
const CHECKED_BYTES = 64 << 20;

/** Throws `DamagedError` when the pages of the file do not hang together. */
export function checkDatabase(database: Database.Database, path: string): void {
  if (statSync(path).size > CHECKED_BYTES) return;
  const { quick_check } = database.prepare('PRAGMA quick_check(1)').get() as { readonly quick_check: string };
  if (quick_check !== 'ok') throw new DamagedError(quick_check);
}

/** What is stored is not what was written. */
class DamagedError extends Error {}

/**
 * The `body` of rows, as text. Read as bytes: the library ends the process at text that is no UTF-8, which only a
 * damaged file holds.
 */
export function bodies(
  database: Database.Database,
  which: string,
  ...parameters: readonly (string | number)[]
): string[] {
  return [...eachBody(database, which, ...parameters)];
}

/** The same, one after the other: thousands of alerts are many megabytes of text. */
export function* eachBody(
  database: Database.Database,
  which: string,
  ...parameters: readonly (string | number)[]
): Iterable<string> {
  const select = database.prepare(`SELECT CAST(body AS BLOB) AS body FROM ${which}`);
  for (const { body } of select.iterate(...parameters) as Iterable<{ readonly body: ArrayBuffer }>)
    yield Buffer.from(body).toString();
}

/**
 * Opens a database so that no other process can: for that, a full disk is no obstacle. Null when it has not the schema
 * of this version, or is still held by the attempt to open it that found no room: the library lets go of files late.
 */
export function openAlone(path: string): Database.Database | null {
  const database = new Database(path);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = NORMAL;');
    if (pragma(database, 'user_version') === MIGRATIONS.length) return database;
  } catch (error) {
    if (codeOf(error) !== 'SQLITE_BUSY') throw error;
  }
  database.close();
  return null;
}

/** A database without a file. */
export function memoryDatabase(): Database.Database {
  const database = new Database(':memory:');
  migrate(database);
  return database;
}

/** Brings the schema to this version. Throws `UserError` when a newer one wrote it. */
function migrate(database: Database.Database): void {
  const version = pragma(database, 'user_version');
  if (version > MIGRATIONS.length) {
    throw new UserError(
      `the state was written by a newer soc-console (schema ${version}, this one knows ${MIGRATIONS.length})`,
      'Update soc-console, or give another folder with --state DIR.',
    );
  }
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue;
    inTransaction(database, () => database.exec(`${sql} PRAGMA user_version = ${index + 1};`));
  }
  if (pragma(database, 'auto_vacuum') === 0 && version > 0) {
    database.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
  }
}

export function pragma(database: Database.Database, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get() as Readonly<Record<string, number>>;
  return row[name] as number;
}

/** All of the work, or nothing. */
export function inTransaction(database: Database.Database, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    // A full disk has rolled it back already.
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** The file is no database, or no whole one: nothing can be written to it any more. */
export function isCorrupt(error: unknown): boolean {
  if (error instanceof DamagedError || error instanceof SyntaxError) return true;
  // In these words SQLite says it of what it parses itself.
  if (error instanceof Error && error.message.includes('malformed JSON')) return true;
  return ['SQLITE_CORRUPT', 'SQLITE_NOTADB'].some((code) => codeOf(error).startsWith(code));
}

/** Passes when there is room again, or the disk is back. */
export function isDiskTrouble(error: unknown): boolean {
  return ['SQLITE_FULL', 'SQLITE_IOERR', 'ENOSPC', 'EDQUOT', 'EIO'].some((code) =>
    codeOf(error).startsWith(code),
  );
}

/** Gives the file of a database, which must be closed, another name. Returns that. */
export function setAside(path: string, now: Date): string {
  const name = `${path}.corrupt-${now.toISOString().replace(/[:.]/g, '-')}`;
  renameSync(path, name);
  for (const rest of ['-wal', '-shm']) {
    try {
      renameSync(`${path}${rest}`, `${name}${rest}`);
    } catch {
      // Not every database has them.
    }
  }
  return name;
}
