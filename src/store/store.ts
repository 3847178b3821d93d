import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import type { Action, LoggedAction } from '../model/action.ts';
import type { Alert } from '../model/alert.ts';
import type { Decision } from '../model/decision.ts';
import { UserError } from '../model/user-error.ts';
import { ActionLog } from './action-log.ts';
import { lockDirectory } from './lock.ts';
import { MIGRATIONS } from './schema.ts';

const FILE = 'soc-console.db';
/** Of the alerts and decisions, this many latest are read back at start. */
const RESTORED = 10_000;

/** What must outlive the process: alerts and decisions. Every write is one transaction. */
export class Store {
  private readonly log: ActionLog;

  private constructor(
    private readonly database: Database.Database,
    private readonly unlock: () => void,
  ) {
    this.log = new ActionLog(database);
  }

  /**
   * `directory` is made when missing, readable by its owner only, and no other process can open it until this store
   * is closed; null keeps everything in memory.
   */
  static open(directory: string | null): Store {
    if (directory === null) return new Store(prepare(new Database(':memory:')), () => {});
    const path = join(directory, FILE);
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      chmodSync(directory, 0o700);
      const unlock = lockDirectory(directory);
      const database = new Database(path);
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
      return new Store(prepare(database), unlock);
    } catch (error) {
      if (error instanceof UserError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new UserError(`${path}: ${message}`, 'Give a directory that you may write with --state DIR.');
    }
  }

  saveAlerts(alerts: readonly Alert[]): void {
    const insert = this.database.prepare(
      `INSERT INTO alerts (id, first_seen, last_seen, level, status, attacker, body) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET last_seen = excluded.last_seen, level = excluded.level,
         status = excluded.status, body = excluded.body`,
    );
    this.inTransaction(() => {
      for (const alert of alerts) {
        const { id, firstSeen, lastSeen, rule, status, group } = alert;
        const attacker = group.src_ip ?? group.src_host ?? null;
        insert.run(id, firstSeen, lastSeen, rule.level, status, attacker, JSON.stringify(alert));
      }
    });
  }

  saveDecisions(decisions: readonly Decision[]): void {
    const insert = this.database.prepare(
      `INSERT INTO decisions (id, value, created_at, state, body) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body`,
    );
    this.inTransaction(() => {
      for (const decision of decisions) {
        insert.run(decision.id, decision.value, decision.createdAt, decision.state, JSON.stringify(decision));
      }
    });
  }

  /** Adds to the action log: at once, or as soon as the store can be written. */
  appendAction(action: Action): void {
    this.log.append(action);
  }

  /** The latest `limit` actions, oldest first. */
  actions(limit: number = RESTORED): LoggedAction[] {
    return this.log.latest(limit);
  }

  /** The latest alerts, oldest first. */
  alerts(): Alert[] {
    return this.bodies('SELECT body FROM alerts ORDER BY last_seen DESC LIMIT ?') as Alert[];
  }

  /** The latest decisions, oldest first. */
  decisions(): Decision[] {
    return this.bodies('SELECT body FROM decisions ORDER BY created_at DESC LIMIT ?') as Decision[];
  }

  close(): void {
    this.database.close();
    this.unlock();
  }

  private bodies(sql: string): unknown[] {
    const rows = this.database.prepare(sql).all(RESTORED) as { body: string }[];
    return rows.map(({ body }) => JSON.parse(body)).reverse();
  }

  private inTransaction(work: () => void): void {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.database.exec('COMMIT');
    } catch (error) {
      this.database.exec('ROLLBACK');
      throw error;
    }
  }
}

function prepare(database: Database.Database): Database.Database {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > MIGRATIONS.length) {
    throw new UserError(
      `the state was written by a newer soc-console (schema ${version}, this one knows ${MIGRATIONS.length})`,
      'Update soc-console, or give another directory with --state DIR.',
    );
  }
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index >= version) database.exec(`BEGIN; ${sql} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
  return database;
}
