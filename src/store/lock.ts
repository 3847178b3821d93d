import { join } from 'node:path';
import Database from 'libsql';
import { type DurationMs, SECOND_MS } from '../model/time.ts';
import { UserError } from '../model/user-error.ts';
import { codeOf } from '../platform/system-reason.ts';
import { isDiskTrouble } from './database.ts';

const FILE = 'soc-console.lock';

/** Another start that writes its number there is waited for: meanwhile the file cannot even be read. */
const WRITING_MS: DurationMs = SECOND_MS / 4;

/**
 * Takes a state directory, which must be there, for this process; the result gives it back. Two cores in one would
 * overwrite each other's alerts. Throws `UserError` when another process holds it.
 *
 * The lock is the write lock of an empty database: the kernel drops it when its owner dies, however that comes, so
 * there is no stale one to tell from a good one. Reading goes on under it: that is how the owner's number is found.
 */
export function lockDirectory(directory: string): () => void {
  const database = new Database(join(directory, FILE), { timeout: WRITING_MS });
  try {
    hold(database);
    return () => database.close();
  } catch (error) {
    const owner = isBusy(error) ? ownerOf(database) : null;
    database.close();
    if (owner === null) throw error;
    throw new UserError(
      `${directory} is already used by ${owner === 0 ? 'another process' : `process ${owner}`}`,
      'soc-console attach opens a screen on it; or leave it first, or give this one another folder with --state DIR.',
    );
  }
}

/** On a full disk without the number; where not even that can be, without a lock: what cannot write harms nobody. */
function hold(database: Database.Database): void {
  try {
    database.exec('BEGIN IMMEDIATE');
    database.exec(`PRAGMA user_version = ${process.pid}; COMMIT; BEGIN IMMEDIATE`);
  } catch (error) {
    if (!isDiskTrouble(error)) throw error;
    try {
      if (!database.inTransaction) database.exec('BEGIN IMMEDIATE');
    } catch (again) {
      if (!isDiskTrouble(again)) throw again;
    }
  }
}

function ownerOf(database: Database.Database): number {
  const { user_version: owner } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  return owner;
}

function isBusy(error: unknown): boolean {
  return codeOf(error) === 'SQLITE_BUSY';
}
