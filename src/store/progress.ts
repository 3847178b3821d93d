import type Database from 'libsql';
import type { Cursor, SourceId } from '../model/log-record.ts';
import type { EpochMs } from '../model/time.ts';
import { bodies } from './database.ts';

/** How far reading has come, and what was known then: all of one moment. */
export type Checkpoint = {
  readonly takenAt: EpochMs;
  /** Who can go on from it; compared, never read. */
  readonly madeBy: string;
  /** The engine's state, in as many parts as it takes. */
  readonly parts: Iterable<Uint8Array>;
  readonly cursors: ReadonlyMap<SourceId, Cursor>;
  /** The last row of the journal that it stands for; absent: all of them. */
  readonly journalEnd?: number;
};

/** What an earlier run left: its last checkpoint, and what came after it in the order in which it came. */
export type SavedProgress = {
  readonly takenAt: EpochMs;
  readonly madeBy: string;
  readonly parts: readonly Uint8Array[];
  readonly cursors: ReadonlyMap<SourceId, Cursor>;
  readonly journal: readonly string[];
};

/** Replaces the checkpoint; the journal up to it is no longer needed. Within a transaction. */
export function writeCheckpoint(database: Database.Database, checkpoint: Checkpoint): void {
  const { takenAt, madeBy, parts, cursors, journalEnd = Number.MAX_SAFE_INTEGER } = checkpoint;
  database.prepare('DELETE FROM journal WHERE number <= ?').run(journalEnd);
  database.exec('DELETE FROM checkpoint_parts');
  database
    .prepare('INSERT OR REPLACE INTO checkpoint (id, taken_at, made_by) VALUES (1, ?, ?)')
    .run(takenAt, madeBy);
  const part = database.prepare('INSERT INTO checkpoint_parts (body) VALUES (?)');
  for (const body of parts) part.run([body]);
  const cursor = database.prepare(
    `INSERT INTO cursors (source, cursor, updated_at) VALUES (?, ?, ?)
     ON CONFLICT (source) DO UPDATE SET cursor = excluded.cursor, updated_at = excluded.updated_at
     WHERE cursor <> excluded.cursor`,
  );
  for (const [source, place] of cursors) cursor.run(source, place, takenAt);
}

/** The number of its last row; 0 when it has none. */
export function journalEnd(database: Database.Database): number {
  const row = database.prepare('SELECT max(number) AS number FROM journal').get() as {
    readonly number: number | null;
  };
  return row.number ?? 0;
}

export function appendJournal(database: Database.Database, body: string): void {
  database.prepare('INSERT INTO journal (body) VALUES (?)').run(body);
}

export function readProgress(database: Database.Database): SavedProgress {
  const checkpoint = database.prepare('SELECT taken_at, made_by FROM checkpoint').get() as
    | { readonly taken_at: number; readonly made_by: string }
    | undefined;
  const cursors = database.prepare('SELECT source, cursor FROM cursors').all() as {
    readonly source: SourceId;
    readonly cursor: Cursor;
  }[];
  const parts = database.prepare('SELECT body FROM checkpoint_parts ORDER BY number').all() as {
    readonly body: ArrayBuffer;
  }[];
  return {
    takenAt: checkpoint?.taken_at ?? 0,
    madeBy: checkpoint?.made_by ?? '',
    parts: parts.map(({ body }) => Buffer.from(body)),
    cursors: new Map(cursors.map(({ source, cursor }) => [source, cursor])),
    journal: bodies(database, 'journal ORDER BY number'),
  };
}
