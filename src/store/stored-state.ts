import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import type { Alert, AlertId } from '../model/alerts/alert.ts';
import { aboutAttacker, attackerNames } from '../model/alerts/attacker.ts';
import type { LoggedAction } from '../model/bans/action.ts';
import type { Decision } from '../model/bans/decision.ts';
import { LEVELS, type Level, levelRank } from '../model/level.ts';
import type { EpochMs } from '../model/time.ts';
import { UserError } from '../model/user-error.ts';
import { reasonOf } from '../platform/system-reason.ts';
import { ActionLog } from './action-log.ts';
import { bodies, isCorrupt, isDiskTrouble, pragma } from './database.ts';
import { readProgress, type SavedProgress } from './progress.ts';
import { MIGRATIONS } from './schema.ts';
import { DATABASE_FILE, RESTORED } from './store.ts';

/** What is asked for: at or above a level, last seen within a time. */
type AlertQuery = {
  readonly level: Level;
  readonly since: EpochMs | null;
  readonly until: EpochMs | null;
};

/** How many bodies are read at a time. */
const PAGE = 1000;

/** The state of a directory, for looking only: a core that runs on it is not disturbed. */
export class StoredState {
  private constructor(
    private readonly database: Database.Database,
    private readonly path: string,
  ) {}

  /** Throws `UserError` when there is no state, or none that can be read. */
  static open(directory: string): StoredState {
    const path = join(directory, DATABASE_FILE);
    if (!existsSync(path)) throw nothingStored(directory);
    return guarded(path, () => {
      const database = new Database(path, { timeout: 2000 });
      database.exec('PRAGMA query_only = ON');
      if (pragma(database, 'user_version') > MIGRATIONS.length)
        throw new UserError(`${path} was written by a newer soc-console`, 'Update soc-console.');
      // The disk was full when it was begun.
      if (pragma(database, 'user_version') === 0) throw nothingStored(directory);
      return new StoredState(database, path);
    });
  }

  /** Latest first, page by page. */
  *alerts({ level, since, until }: AlertQuery): Iterable<Alert> {
    const levels = LEVELS.slice(levelRank(level));
    const from = since ?? Number.MIN_SAFE_INTEGER;
    const to = until ?? Number.MAX_SAFE_INTEGER;
    const marks = levels.map(() => '?').join(', ');
    const ids = guarded(this.path, () =>
      this.database
        .prepare(
          `SELECT rowid FROM alerts WHERE level IN (${marks}) AND last_seen >= ? AND first_seen <= ?
           ORDER BY last_seen DESC, id`,
        )
        .all(...levels, from, to),
    ) as { readonly rowid: number }[];
    for (let start = 0; start < ids.length; start += PAGE) {
      const page = ids.slice(start, start + PAGE).map(({ rowid }) => rowid);
      yield* this.read<Alert>(
        `alerts WHERE rowid IN (${page.join(', ')}) ORDER BY last_seen DESC, alerts.id`,
      );
    }
  }

  /** The alerts whose id begins with `start`; `limit` at most. */
  alertsById(start: AlertId, limit: number): Alert[] {
    return this.read('alerts WHERE substr(id, 1, ?) = ? LIMIT ?', start.length, start, limit);
  }

  /** The latest whose id begins so, latest first. */
  latestAlerts(start: AlertId, limit: number): Alert[] {
    return this.read(
      'alerts WHERE substr(id, 1, ?) = ? ORDER BY last_seen DESC LIMIT ?',
      ...[start.length, start, limit],
    );
  }

  /** All alerts about an address (or its network), a network or a host, earliest first. */
  alertsOf(attacker: string): Alert[] {
    if (this.isOfFirstVersion()) return [];
    const [own, network = own] = attackerNames(attacker);
    const named = this.read<Alert>(
      'alerts WHERE attacker IN (?, ?) ORDER BY first_seen LIMIT 1000',
      ...[own, network],
    );
    // Addresses of a network begin as it does (`203.0.113.`, `2001:db8:0:1:`); not all that begin so are in it.
    const beginning = /^(.*[.:])(?:0|:)\/\d+$/.exec(attacker)?.[1];
    if (beginning === undefined) return named;
    const isAbout = aboutAttacker(attacker);
    const inside = this.read<Alert>(
      'alerts WHERE substr(attacker, 1, ?) = ? AND attacker <> ? ORDER BY first_seen LIMIT 1000',
      ...[beginning.length, beginning, attacker],
    );
    return [...named, ...inside.filter(({ group }) => isAbout(group))].sort(
      (a, b) => a.firstSeen - b.firstSeen,
    );
  }

  /** The latest bans, earliest first. */
  decisions(): Decision[] {
    return this.read<Decision>('decisions ORDER BY created_at DESC LIMIT ?', RESTORED).reverse();
  }

  /** Bans of an address, earliest first. */
  decisionsOn(value: string): Decision[] {
    return this.read('decisions WHERE value = ? ORDER BY created_at LIMIT 1000', value);
  }

  /** Bans ordered within a time, earliest first. */
  decisionsIn({ since, until }: Pick<AlertQuery, 'since' | 'until'>): Decision[] {
    const from = since ?? Number.MIN_SAFE_INTEGER;
    const to = until ?? Number.MAX_SAFE_INTEGER;
    return this.read(
      'decisions WHERE created_at >= ? AND created_at <= ? ORDER BY created_at LIMIT ?',
      ...[from, to, RESTORED],
    );
  }

  /** The latest of the action log, oldest first. */
  actions(limit: number = RESTORED): LoggedAction[] {
    return this.isOfFirstVersion() ? [] : guarded(this.path, () => this.actionLog().latest(limit));
  }

  /** Subjects whose last action of these two kinds is the first one. */
  subjects(kind: string, ended: string): string[] {
    return this.isOfFirstVersion() ? [] : guarded(this.path, () => this.actionLog().subjects(kind, ended));
  }

  /** Number of the first entry of the action log that is not as it was written; null when all are. */
  firstBrokenAction(): number | null {
    return this.isOfFirstVersion() ? null : guarded(this.path, () => this.actionLog().firstBroken());
  }

  /** How far reading has come, and what was counted then; null before the first time. */
  progress(): SavedProgress | null {
    return this.isOfFirstVersion() ? null : guarded(this.path, () => readProgress(this.database));
  }

  close(): void {
    this.database.close();
  }

  /** Whether the first version wrote it, which had no action log and no progress. */
  private isOfFirstVersion(): boolean {
    return pragma(this.database, 'user_version') < 2;
  }

  private actionLog(): ActionLog {
    return new ActionLog(() => this.database);
  }

  private read<Body>(which: string, ...parameters: readonly (string | number)[]): Body[] {
    return guarded(this.path, () =>
      bodies(this.database, which, ...parameters).map((body) => JSON.parse(body) as Body),
    );
  }
}

function nothingStored(directory: string): UserError {
  return new UserError(
    `${directory}: nothing is stored there`,
    'Name the folder of the soc-console that watches with --state DIR (its owner may read it, and root).',
    3,
  );
}

function guarded<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} cannot be read: ${reasonOf(error)}`, hintAbout(error), 3);
  }
}

function hintAbout(error: unknown): string {
  if (isCorrupt(error)) return 'The next start of soc-console puts it aside and begins another.';
  return isDiskTrouble(error)
    ? 'Look whether its disk is full, or broken (dmesg).'
    : 'Look whether you may read the folder; as root you may.';
}
