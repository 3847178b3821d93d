import { chmodSync, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Database from 'libsql';
import type { Alert, AlertId } from '../model/alerts/alert.ts';
import { attackerIn } from '../model/alerts/attacker.ts';
import type { Action, LoggedAction } from '../model/bans/action.ts';
import type { Decision } from '../model/bans/decision.ts';
import type { SourceId } from '../model/log-record.ts';
import type { Notice } from '../model/notice.ts';
import type { EpochMs } from '../model/time.ts';
import { UserError } from '../model/user-error.ts';
import { crashPoint } from '../platform/crash-point.ts';
import { makeFolder } from '../platform/make-folder.ts';
import { reasonOf } from '../platform/system-reason.ts';
import { ActionLog } from './action-log.ts';
import {
  bodies,
  checkDatabase,
  eachBody,
  inTransaction,
  isCorrupt,
  isDiskTrouble,
  memoryDatabase,
  openAlone,
  openDatabase,
  setAside,
} from './database.ts';
import { lockDirectory } from './lock.ts';
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
  /** Of the checkpoint that is to come. */
  readonly piece?: CheckpointPiece;
  /** Stands for the journal up to now. */
  readonly checkpoint?: Checkpoint;
};

/**
 * Keeps what must outlive the process; every write is one transaction. When the disk is full or the file is damaged, the store
 * lives on: it refuses what it cannot write, and writes again once the trouble is over.
 */
export class Store {
  /** How many times this store has begun a new database: what was written to an earlier one is not in it. */
  generation = 0;
  /** What happened to the file, for the operator. */
  readonly notes: string[] = [];
  private readonly log: ActionLog;
  private database: Database.Database | null = null;
  /** Of the file that is open. */
  private identity: string | null = null;
  /** The directory was taken away, or never taken, and is another's until it is locked. */
  private isUnlocked = false;
  private refusal: string | null = null;

  private constructor(
    private readonly path: string | null,
    private unlock: () => void,
  ) {
    this.log = new ActionLog(() => this.writable());
  }

  /**
   * `directory` is made when missing, readable by its owner only, and no other process can open it until this store
   * is closed; null keeps everything in memory. `UserError` says why a directory cannot be used.
   */
  static open(directory: string | null): Store {
    if (directory === null) return Store.inMemory();
    const store = Store.openOrWait(directory);
    if (store.refusal === null) return store;
    throw new UserError(
      `${directory}: the state cannot be kept there: ${store.refusal}`,
      'Give a folder that you may write with --state DIR.',
    );
  }

  /** The same; but a directory that cannot be written is tried again with each write, and `trouble` says so. */
  static openOrWait(directory: string | null): Store {
    if (directory === null) return Store.inMemory();
    const store = new Store(join(directory, DATABASE_FILE), () => {});
    try {
      store.take(directory);
      store.openFirst(join(directory, DATABASE_FILE));
    } catch (error) {
      store.unlock();
      if (error instanceof UserError) throw error;
      store.wait(error);
    }
    return store;
  }

  private static inMemory(): Store {
    const store = new Store(null, () => {});
    store.database = memoryDatabase();
    return store;
  }

  /** Why nothing can be stored; null when the directory can be used. */
  get trouble(): string | null {
    if (this.path === null || this.refusal === null) return null;
    return `${dirname(this.path)}: the state cannot be kept there: ${this.refusal}`;
  }

  /** Whether the next run will find what is written. */
  get isLasting(): boolean {
    return this.path !== null;
  }

  /** Writes all of it or, if it throws, nothing. */
  commit(
    { alerts = [], decisions = [], notices = [], journal, piece, checkpoint }: Commit,
    now: EpochMs = Date.now(),
  ): void {
    this.write((database) => {
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
    return [...this.eachAlert('body')];
  }

  /** The same without their lines, one after the other. Nothing may be written before the last is taken. */
  latestAlerts(): Iterable<Alert> {
    return this.eachAlert("json_set(body, '$.evidence', json('[]')) AS body");
  }

  private *eachAlert(body: string): Iterable<Alert> {
    if (this.database === null) return;
    const latest = `SELECT rowid AS place, last_seen, ${body} FROM alerts ORDER BY last_seen DESC, rowid DESC LIMIT ?`;
    for (const text of eachBody(this.database, `(${latest}) ORDER BY last_seen, place`, RESTORED))
      yield JSON.parse(text) as Alert;
  }

  alertCount(): number {
    return this.database === null ? 0 : countOf(this.database, 'alerts');
  }

  alert(id: AlertId): Alert | null {
    const [body] = this.database === null ? [] : bodies(this.database, 'alerts WHERE id = ?', id);
    return body === undefined ? null : (JSON.parse(body) as Alert);
  }

  /** The latest decisions, oldest first. */
  decisions(): readonly Decision[] {
    return this.database === null ? [] : readDecisions(this.database);
  }

  /** Notices that are still to be sent, and the latest that were, oldest first. */
  notices(): readonly Notice[] {
    return this.database === null ? [] : readNotices(this.database);
  }

  /** The last row of the journal. */
  journalEnd(): number {
    return journalEnd(this.writable());
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
    this.write((database) => {
      more = tidy(database, keep, reading, now);
    });
    return more;
  }

  close(): void {
    try {
      // So that this one file holds everything, for whoever copies it.
      if (this.isLasting) this.database?.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // It is merged at the next start.
    }
    this.database?.close();
    this.database = null;
    this.unlock();
  }

  private openFirst(path: string): void {
    try {
      this.database = openOrAlone(path);
      this.identity = identityOf(path);
      if (this.database === null) return;
      // Touches all that is needed at start, so that damage there is found now.
      checkDatabase(this.database, path);
      for (const _ of this.latestAlerts());
      this.decisions();
      this.progress();
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      this.beginAnew();
    }
  }

  private write(work: (database: Database.Database) => void): void {
    try {
      if (this.path !== null && this.isRemoved(this.path)) this.beginElsewhere(this.path);
      const database = this.writable();
      inTransaction(database, () => work(database));
    } catch (error) {
      if (isCorrupt(error)) this.beginAnew();
      throw error;
    }
  }

  /** Whether somebody has removed the file under the running program: whatever it writes there would be lost. */
  private isRemoved(path: string): boolean {
    return this.database !== null && identityOf(path) !== this.identity;
  }

  /** Begins another file, in a directory that is made and locked again; `generation` tells others to write everything again. */
  private beginElsewhere(path: string): void {
    this.database?.close();
    this.database = null;
    this.unlock();
    this.unlock = () => {};
    this.isUnlocked = true;
    this.notes.push(`The store was removed while the program ran: ${path} was begun anew with what is known`);
  }

  /** Tries to open the file if that failed before. */
  private writable(): Database.Database {
    if (this.database === null) {
      if (this.path === null) throw new Error('the store is closed');
      try {
        if (this.isUnlocked) this.take(dirname(this.path));
        this.database = openDatabase(this.path);
      } catch (error) {
        if (this.refusal !== null) this.refusal = inWords(error);
        throw error;
      }
      this.identity = identityOf(this.path);
      this.refusal = null;
      this.generation++;
    }
    return this.database;
  }

  private take(folder: string): void {
    makeFolder(folder, 0o700);
    chmodSync(folder, 0o700);
    this.unlock = lockDirectory(folder);
    this.isUnlocked = false;
  }

  private wait(error: unknown): void {
    this.database?.close();
    this.database = null;
    this.unlock = () => {};
    this.isUnlocked = true;
    this.refusal = inWords(error);
  }

  /** Keeps the broken file under another name, and begins another. */
  private beginAnew(): void {
    if (this.path === null) return;
    this.database?.close();
    this.database = null;
    const kept = setAside(this.path, new Date());
    this.notes.push(`The store was damaged: it is kept as ${kept}, and a new one was begun`);
    this.writable();
  }
}

/** Which file has this name; null when none has. */
function identityOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}

/** Null when the disk is so full that there is not even something to look at. */
function openOrAlone(path: string): Database.Database | null {
  try {
    return openDatabase(path);
  } catch (error) {
    if (!isDiskTrouble(error)) throw error;
    return existsSync(path) && statSync(path).size > 0 ? openAlone(path) : null;
  }
}

function readDecisions(database: Database.Database): Decision[] {
  return latest(database, 'decisions ORDER BY created_at DESC LIMIT ?') as Decision[];
}

function latest(database: Database.Database, which: string): unknown[] {
  return bodies(database, which, RESTORED)
    .map((body) => JSON.parse(body) as unknown)
    .reverse();
}

const INSERT_ALERT = `INSERT INTO alerts (id, first_seen, last_seen, level, status, attacker, created_at, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET first_seen = excluded.first_seen, last_seen = excluded.last_seen,
       level = excluded.level, status = excluded.status, body = excluded.body`;

function saveAlerts(database: Database.Database, alerts: Iterable<Alert>, now: EpochMs): void {
  let insert: Database.Statement | null = null;
  for (const alert of alerts) {
    insert ??= database.prepare(INSERT_ALERT);
    const { id, firstSeen, lastSeen, rule, status, group } = alert;
    insert.run(id, firstSeen, lastSeen, rule.level, status, attackerIn(group), now, JSON.stringify(alert));
  }
}

function saveDecisions(database: Database.Database, decisions: readonly Decision[]): void {
  if (decisions.length === 0) return;
  const insert = database.prepare(
    `INSERT INTO decisions (id, value, created_at, state, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body`,
  );
  for (const decision of decisions) {
    insert.run(decision.id, decision.value, decision.createdAt, decision.state, JSON.stringify(decision));
  }
}

/** SQLite's number for a file that cannot be opened; the library says no more. */
const CANNOT_OPEN = /: 14"\)$/;

function inWords(error: unknown): string {
  const text = reasonOf(error);
  return CANNOT_OPEN.test(text) ? 'it cannot be opened as a file that may be read and written' : text;
}
