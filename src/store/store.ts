import { dirname, join } from 'node:path';
import type Database from 'libsql';
import type { Alert, AlertId } from '../model/alerts/alert.ts';
import type { Action, LoggedAction } from '../model/bans/action.ts';
import type { Decision } from '../model/bans/decision.ts';
import type { SourceId } from '../model/log-record.ts';
import type { Notice } from '../model/notice.ts';
import type { EpochMs } from '../model/time.ts';
import { UserError } from '../model/user-error.ts';
import { crashPoint } from '../platform/crash-point.ts';
import { ActionLog } from './action-log.ts';
import { eachAlert, eachLeanAlert, readAlert, saveAlerts } from './alert-rows.ts';
import { readDecisions, saveDecisions } from './decision-rows.ts';
import { readNotices, saveNotices } from './outbox.ts';
import {
  appendJournal,
  type Checkpoint,
  type CheckpointPiece,
  journalEnd,
  readProgress,
  type SavedProgress,
  writeCheckpoint,
  writePiece,
} from './progress.ts';
import { countOf, type Keep, tidy } from './retention.ts';
import { StoreFile } from './store-file.ts';

export const DATABASE_FILE = 'soc-console.db';
/** How many of the latest alerts and decisions are read back at start. */
export const RESTORED = 10_000;

/** What is written together: all of it, or nothing. */
export type Commit = {
  /** An iterable, so that the lines of thousands are never in memory at once. */
  readonly alerts?: Iterable<Alert>;
  readonly decisions?: readonly Decision[];
  readonly notices?: readonly Notice[];
  /** What was read since the last commit, as one text. */
  readonly journal?: string;
  /** A piece of the checkpoint that is being written. */
  readonly piece?: CheckpointPiece;
  /** Stands for the journal up to now. */
  readonly checkpoint?: Checkpoint;
};

/** Keeps what must outlive the process; every write is one transaction. */
export class Store {
  private readonly log: ActionLog;

  private constructor(
    private readonly directory: string | null,
    private readonly file: StoreFile,
  ) {
    this.log = new ActionLog(() => file.writable());
  }

  /**
   * `directory` is made when missing, readable by its owner only, and no other process can open it until this store
   * is closed; null keeps everything in memory. `UserError` says why a directory cannot be used.
   */
  static open(directory: string | null): Store {
    const store = Store.openOrWait(directory);
    const { refusal } = store.file;
    if (refusal === null) return store;
    throw new UserError(
      `${directory}: the state cannot be kept there: ${refusal}`,
      'Give a folder that you may write with --state DIR.',
    );
  }

  /** The same; but a directory that cannot be written is tried again with each write, and `trouble` says so. */
  static openOrWait(directory: string | null): Store {
    if (directory === null) return new Store(null, StoreFile.inMemory());
    const path = join(directory, DATABASE_FILE);
    return new Store(dirname(path), StoreFile.openOrWait(path, readAll));
  }

  /** How many times this store has begun a new database: what was written to an earlier one is not in it. */
  get generation(): number {
    return this.file.generation;
  }

  /** What happened to the file, for the operator. */
  get notes(): readonly string[] {
    return this.file.notes;
  }

  /** Why nothing can be stored; null when the directory can be used. */
  get trouble(): string | null {
    const { refusal } = this.file;
    return refusal === null ? null : `${this.directory}: the state cannot be kept there: ${refusal}`;
  }

  /** Whether the next run will find what is written. */
  get isLasting(): boolean {
    return this.directory !== null;
  }

  /** Writes all of it or, if it throws, nothing. */
  commit(
    { alerts = [], decisions = [], notices = [], journal, piece, checkpoint }: Commit,
    now: EpochMs = Date.now(),
  ): void {
    this.file.write((database) => {
      saveAlerts(database, alerts, now);
      saveDecisions(database, decisions);
      saveNotices(database, notices);
      if (journal !== undefined) appendJournal(database, journal);
      if (piece !== undefined) writePiece(database, piece);
      if (checkpoint !== undefined) writeCheckpoint(database, checkpoint);
      crashPoint(checkpoint === undefined ? 'inside-commit' : 'inside-checkpoint');
    });
    crashPoint(checkpoint === undefined ? 'after-commit' : 'after-checkpoint');
    if (this.log.hasWaiting) this.log.writeWaiting();
  }

  saveDecisions(decisions: readonly Decision[]): void {
    this.commit({ decisions });
  }

  /** Adds to the action log: at once, or as soon as the store can be written. */
  appendAction(action: Action): void {
    this.log.append(action);
  }

  /** The latest `limit` actions, oldest first; what could not be written yet stands at their end. */
  actions(limit: number = RESTORED): LoggedAction[] {
    return this.log.latest(limit, this.database !== null);
  }

  /** The latest actions of one kind, oldest first. */
  actionsOf(kind: string): Action[] {
    return this.database === null ? [] : this.log.ofKind(kind, RESTORED);
  }

  /** Subjects whose latest action of these two kinds is a `kind`, not an `ended`. */
  subjects(kind: string, ended: string): string[] {
    return this.database === null ? [] : this.log.subjects(kind, ended);
  }

  /** The latest alerts, oldest first. */
  alerts(): readonly Alert[] {
    return this.database === null ? [] : [...eachAlert(this.database, RESTORED)];
  }

  /** The latest alerts without their lines, one after the other. Nothing may be written before the last is taken. */
  latestAlerts(): Iterable<Alert> {
    return this.database === null ? [] : eachLeanAlert(this.database, RESTORED);
  }

  alertCount(): number {
    return this.database === null ? 0 : countOf(this.database, 'alerts');
  }

  alert(id: AlertId): Alert | null {
    return this.database === null ? null : readAlert(this.database, id);
  }

  /** The latest decisions, oldest first. */
  decisions(): readonly Decision[] {
    return this.database === null ? [] : readDecisions(this.database, RESTORED);
  }

  /** Notices that are still to be sent, and the latest that were, oldest first. */
  notices(): readonly Notice[] {
    return this.database === null ? [] : readNotices(this.database);
  }

  /** The last row of the journal. */
  journalEnd(): number {
    return journalEnd(this.file.writable());
  }

  /** How far an earlier run got. */
  progress(): SavedProgress | null {
    return this.database === null ? null : readProgress(this.database);
  }

  /**
   * Deletes a little of what is older or more than `keep` allows; false when nothing is left to delete. `reading`: sources whose
   * cursors stay, however long they are silent.
   */
  tidy(keep: Keep, reading: readonly SourceId[], now: EpochMs): boolean {
    let more = false;
    this.file.write((database) => {
      more = tidy(database, keep, reading, now);
    });
    return more;
  }

  close(): void {
    this.file.close();
  }

  private get database(): Database.Database | null {
    return this.file.database;
  }
}

/** What is needed at start. */
function readAll(database: Database.Database): void {
  for (const _ of eachLeanAlert(database, RESTORED));
  readDecisions(database, RESTORED);
  readProgress(database);
}
