import type Database from 'libsql';
import type { Cursor, SourceId } from '../model/log-record.ts';
import type { EpochMs } from '../model/time.ts';
import { bodies } from './database.ts';

/** How far reading has come, and what was known then: all of one moment. */
export type Checkpoint = {
  readonly takenAt: EpochMs;
  /** Who can go on from it; compared, never read. */
  readonly madeBy: string;
  /** The engine's state, in as many parts as it takes: those that are not written yet. */
  readonly parts: Iterable<Uint8Array>;
  /** How many were, as `CheckpointPiece`. */
  readonly partsBefore?: number;
  readonly cursors: ReadonlyMap<SourceId, Cursor>;
  /** The last row of the journal that it stands for; absent: all of them. */
  readonly journalEnd?: number;
};

/**
 * Parts of a checkpoint that is still being put together: of 10,000 attackers they are 17 MB, which would wait in memory
 * until the last is made. The one before stands until then.
 */
export type CheckpointPiece = {
  readonly parts: readonly Uint8Array[];
  /** What an earlier one that never became whole has left is let go. */
  readonly isFirst: boolean;
};

/** What an earlier run left: its last checkpoint, and what came after it in the order in which it came. */
export type SavedProgress = {
  readonly madeBy: string;
  readonly parts: readonly Uint8Array[];
  readonly cursors: ReadonlyMap<SourceId, Cursor>;
  readonly journal: readonly string[];
};

/** Replaces the checkpoint; the journal up to it is no longer needed. Within a transaction. */
export function writeCheckpoint(database: Database.Database, checkpoint: Checkpoint): void {
  const {
    takenAt,
    madeBy,
    parts,
    partsBefore = 0,
    cursors,
    journalEnd = Number.MAX_SAFE_INTEGER,
  } = checkpoint;
  database.prepare('DELETE FROM journal WHERE number <= ?').run(journalEnd);
  const standing = 'DELETE FROM checkpoint_parts WHERE number <= ?';
  database.prepare(standing).run(partsBefore === 0 ? Number.MAX_SAFE_INTEGER : lastPart(database));
  const { written, last } = database
    .prepare('SELECT count(*) AS written, coalesce(max(number), 0) AS last FROM checkpoint_parts')
    .get() as { readonly written: number; readonly last: number };
  // The file may be another than its pieces were written to.
  if (written !== partsBefore)
    throw new Error(`of ${partsBefore} parts of a checkpoint there are ${written}`);
  const added = addParts(database, parts);
  database
    .prepare('INSERT OR REPLACE INTO checkpoint (id, taken_at, made_by, last_part) VALUES (1, ?, ?, ?)')
    .run(takenAt, madeBy, last + added);
  const cursor = database.prepare(
    `INSERT INTO cursors (source, cursor, updated_at) VALUES (?, ?, ?)
     ON CONFLICT (source) DO UPDATE SET cursor = excluded.cursor, updated_at = excluded.updated_at
     WHERE cursor <> excluded.cursor`,
  );
  for (const [source, place] of cursors) cursor.run(source, place, takenAt);
}

/** Beside the checkpoint that stands, which stays as it is. Within a transaction. */
export function writePiece(database: Database.Database, { parts, isFirst }: CheckpointPiece): void {
  if (isFirst) database.prepare('DELETE FROM checkpoint_parts WHERE number > ?').run(lastPart(database));
  addParts(database, parts);
}

/** How many they are. */
function addParts(database: Database.Database, parts: Iterable<Uint8Array>): number {
  const part = database.prepare('INSERT INTO checkpoint_parts (body) VALUES (?)');
  let added = 0;
  for (const body of parts) {
    part.run([body]);
    added++;
  }
  return added;
}

/** Number of the last part of the checkpoint that stands; 0 when there is none. */
function lastPart(database: Database.Database): number {
  const row = database.prepare('SELECT last_part FROM checkpoint').get() as
    | { readonly last_part: number }
    | undefined;
  return row?.last_part ?? 0;
}

/** The number of its last row; 0 when it has none. */
export function journalEnd(database: Database.Database): number {
  const row = database.prepare('SELECT max(number) AS number FROM journal').get() as {
    readonly number: number | null;
  };
  return row.number ?? 0;
}

/** Adds a row to the journal of what was read since the checkpoint. */
export function appendJournal(database: Database.Database, body: string): void {
  database.prepare('INSERT INTO journal (body) VALUES (?)').run(body);
}

/** The last checkpoint and the journal behind it. */
export function readProgress(database: Database.Database): SavedProgress {
  // Who only looks may see what an older version wrote: all its parts are of the one checkpoint.
  const checkpoint = database.prepare('SELECT * FROM checkpoint').get() as
    | { readonly made_by: string; readonly last_part?: number }
    | undefined;
  const last = checkpoint === undefined ? 0 : (checkpoint.last_part ?? Number.MAX_SAFE_INTEGER);
  const cursors = database.prepare('SELECT source, cursor FROM cursors').all() as {
    readonly source: SourceId;
    readonly cursor: Cursor;
  }[];
  const parts = database
    .prepare('SELECT body FROM checkpoint_parts WHERE number <= ? ORDER BY number')
    .all(last) as {
    readonly body: ArrayBuffer;
  }[];
  return {
    madeBy: checkpoint?.made_by ?? '',
    parts: parts.map(({ body }) => Buffer.from(body)),
    cursors: new Map(cursors.map(({ source, cursor }) => [source, cursor])),
    journal: bodies(database, 'journal ORDER BY number'),
  };
}
