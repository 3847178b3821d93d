import type Database from 'libsql';
import type { SourceId } from '../model/log-record.ts';
import { DAY_MS, type EpochMs } from '../model/time.ts';
import { pragma } from './database.ts';

/** How much is kept. The action log is kept for good. */
export type Keep = { readonly days: number; readonly alerts: number };

/** How many rows are let go in one step: a step takes a few milliseconds. */
const ROWS = 500;
const PAGES = 500;

/**
 * One step of letting go: alerts that are too old or too many, oldest first; bans that are over; places of sources
 * that nobody has read since; sent messages. Then room is given back to the disk. False when there was nothing left to do.
 *
 * Age is counted from when an alert was stored or last seen, whichever is later: last year's log, read today, is new.
 */
export function tidy(
  database: Database.Database,
  keep: Keep,
  reading: readonly SourceId[],
  now: EpochMs,
): boolean {
  const before = now - keep.days * DAY_MS;
  touchCursors(database, reading, now);
  const over = Math.max(0, countOf(database, 'alerts') - keep.alerts);
  const gone =
    remove(database, 'alerts', 'created_at < ? AND last_seen < ?', [before, before]) +
    removeOldest(database, Math.min(over, ROWS)) +
    remove(database, 'decisions', "created_at < ? AND state IN ('expired', 'lifted', 'not-effective')", [
      before,
    ]) +
    remove(database, 'outbox', 'created_at < ? AND due_at IS NULL', [before]) +
    remove(database, 'notes', 'created_at < ?', [before]) +
    database.prepare('DELETE FROM cursors WHERE updated_at < ?').run(before).changes;
  const free = pragma(database, 'freelist_count');
  if (free > 0) database.exec(`PRAGMA incremental_vacuum(${PAGES})`);
  return gone > 0 || free > PAGES;
}

/** A log that is read and silent keeps its place: without it, all of it would be read again. */
function touchCursors(database: Database.Database, reading: readonly SourceId[], now: EpochMs): void {
  database
    .prepare(
      `UPDATE cursors SET updated_at = ?
       WHERE updated_at < ? AND source IN (SELECT value FROM json_each(?))`,
    )
    .run(now, now - DAY_MS, JSON.stringify(reading));
}

/** Number of rows. `table` goes into the statement as it is: never anything from outside. */
export function countOf(database: Database.Database, table: string): number {
  const { rows } = database.prepare(`SELECT count(*) AS rows FROM ${table}`).get() as {
    readonly rows: number;
  };
  return rows;
}

function remove(
  database: Database.Database,
  table: string,
  condition: string,
  parameters: readonly number[],
): number {
  const some = `SELECT rowid FROM ${table} WHERE ${condition} LIMIT ${ROWS}`;
  return database.prepare(`DELETE FROM ${table} WHERE rowid IN (${some})`).run(...parameters).changes;
}

function removeOldest(database: Database.Database, rows: number): number {
  if (rows === 0) return 0;
  const oldest = 'SELECT rowid FROM alerts ORDER BY created_at, last_seen LIMIT ?';
  return database.prepare(`DELETE FROM alerts WHERE rowid IN (${oldest})`).run(rows).changes;
}
