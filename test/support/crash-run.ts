/**
 * The real program, killed again and again while it reads, and what it has stored when it is through. Used by the crash
 * test and by `npm run soak`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { cursorsAfter, type JournalEntry, readJournal } from '../../src/core/record/journal.ts';
import { joinParts } from '../../src/core/record/state-parts.ts';
import type { EngineState } from '../../src/engine/engine-state.ts';
import type { CrashPoint } from '../../src/platform/crash-point.ts';
import { NO_FAIL2BAN } from './no-fail2ban.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** How a run is ended: at a named point, for the n-th time that it comes there, or after a time. */
export type Kill =
  | { readonly kind: 'point'; readonly point: CrashPoint; readonly times: number }
  | { readonly kind: 'time'; readonly ms: number };

export type CrashCase = {
  /** Holds the state, the configuration and the files. */
  readonly folder: string;
  /** What each file gets before the first run and before each run after it; all of it in the end. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** Between two runs the writer goes on, or also while the program runs. */
  readonly writesWhileRunning?: boolean;
  readonly config?: string;
  /** Of the run that is not killed. */
  readonly lastConfig?: string;
};

/** A run that has read everything and did not come to its point by then is killed all the same. */
const SHORTEST_RUN_MS = 2000;
const DEADLINE_MS = 120_000;

/** Kills one run after the other, then lets the last one come to the end. Returns how many were killed at their point. */
export async function runWithKills(crash: CrashCase, state: string, kills: readonly Kill[]): Promise<number> {
  const writer = new Writer(crash);
  let atPoint = 0;
  for (const [index, kill] of kills.entries()) {
    writer.writeTo((index + 1) / (kills.length + 1));
    if (await killedAtPoint(crash, state, kill, writer)) atPoint++;
  }
  const { config, lastConfig = config } = crash;
  await runToEnd({ ...crash, ...(lastConfig !== undefined && { config: lastConfig }) }, state, writer);
  return atPoint;
}

/** One run that nobody disturbs. */
export async function runUndisturbed(crash: CrashCase, state: string): Promise<void> {
  const writer = new Writer(crash);
  writer.writeTo(1);
  await runToEnd(crash, state, writer);
}

/** All that must be the same: alerts as they stand, and who was banned for which. Ids and times of bans are their own. */
export function storedIn(directory: string): { readonly alerts: unknown[]; readonly bans: unknown[] } {
  const database = new Database(join(directory, 'soc-console.db'));
  const bodies = (sql: string): Record<string, unknown>[] =>
    (database.prepare(sql).all() as { readonly body: string }[]).map(({ body }) => JSON.parse(body));
  const alerts = bodies('SELECT body FROM alerts ORDER BY id');
  const bans = bodies('SELECT body FROM decisions ORDER BY value, created_at');
  database.close();
  const told = bans.map(({ value, alertId, origin, state, duration, goal }) => {
    return { value, alertId, origin, state, duration, goal };
  });
  return { alerts, bans: told };
}

/** Writes what falls due of every file, in the same proportion. */
class Writer {
  private readonly written = new Map<string, number>();

  constructor(private readonly crash: CrashCase) {
    for (const name of Object.keys(crash.files)) writeFileSync(join(crash.folder, name), '');
  }

  writeTo(share: number): void {
    for (const [name, lines] of Object.entries(this.crash.files)) {
      const from = this.written.get(name) ?? 0;
      const to = Math.max(from, Math.floor(lines.length * share));
      appendFileSync(join(this.crash.folder, name), lines.slice(from, to).join(''));
      this.written.set(name, to);
    }
  }

  /** A little more, while the program runs. */
  writeOn(lines: number): void {
    for (const [name, all] of Object.entries(this.crash.files)) {
      const from = this.written.get(name) ?? 0;
      appendFileSync(join(this.crash.folder, name), all.slice(from, from + lines).join(''));
      this.written.set(name, Math.min(all.length, from + lines));
    }
  }
}

function start({ folder, files, config }: CrashCase, state: string, crashAt: string): ChildProcess {
  const configuration = join(folder, 'soc-console.yaml');
  writeFileSync(configuration, config ?? '');
  const paths = Object.keys(files).map((name) => join(folder, name));
  const args = [MAIN, 'watch', ...paths, '--state', state, '-c', configuration];
  return spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...{ PATH: process.env.PATH, HOME: join(tmpdir(), 'nobody'), TZ: 'UTC', SOC_CRASH_AT: crashAt },
      ...NO_FAIL2BAN,
    },
  });
}

/** Whether it killed itself, and not we it. Time counts from when it is ready: a slow machine is not to be noticed. */
async function killedAtPoint(crash: CrashCase, state: string, kill: Kill, writer: Writer): Promise<boolean> {
  const child = start(crash, state, kill.kind === 'point' ? `${kill.point}:${kill.times}` : 'never');
  const ended = once(child, 'exit');
  let byUs = false;
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    byUs = true;
    child.kill('SIGKILL');
  };
  const deadline = Date.now() + DEADLINE_MS;
  const endWhenThrough = (): void => {
    if (isReadToEnd(crash, state) || Date.now() > deadline) end();
    else timer = setTimeout(endWhenThrough, 100);
  };
  child.stdout?.once('data', () => {
    timer = kill.kind === 'time' ? setTimeout(end, kill.ms) : setTimeout(endWhenThrough, SHORTEST_RUN_MS);
  });
  child.stdout?.resume();
  const writing = setInterval(() => crash.writesWhileRunning && writer.writeOn(20), 20);
  await ended;
  clearTimeout(timer);
  clearInterval(writing);
  return !byUs;
}

/**
 * One run that is left alone until it has read all, and asked to end. Not before it has written something of its own: one
 * that ends while it is still led through what the run before it noted leaves that to the next.
 */
async function runToEnd(crash: CrashCase, state: string, writer: Writer): Promise<void> {
  writer.writeTo(1);
  const before = latestWrite(state);
  const child = start(crash, state, 'never');
  const ended = once(child, 'exit');
  child.stdout?.resume();
  const deadline = Date.now() + DEADLINE_MS;
  while (latestWrite(state) === before || !isReadToEnd(crash, state)) {
    if (child.exitCode !== null) throw new Error(`it ended by itself with ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error('it did not come to the end of its files');
    await sleep(50);
  }
  child.kill('SIGTERM');
  await ended;
}

/** Tells one note or checkpoint from the next. */
function latestWrite(state: string): string | null {
  const path = join(state, 'soc-console.db');
  if (!existsSync(path)) return null;
  const database = new Database(path);
  try {
    const [note] = database.prepare('SELECT max(number) AS number FROM journal').raw().all();
    const [checkpoint] = database.prepare('SELECT taken_at FROM checkpoint').raw().all();
    return JSON.stringify([note, checkpoint]);
  } catch {
    // It is being made.
    return null;
  } finally {
    database.close();
  }
}

/** The places that are stored are the ends of the files, no event waits for another log's, and no ban is half done. */
function isReadToEnd({ folder, files }: CrashCase, state: string): boolean {
  const path = join(state, 'soc-console.db');
  if (!existsSync(path)) return false;
  const database = new Database(path);
  try {
    const rows = (sql: string): Record<string, string>[] =>
      database.prepare(sql).all() as Record<string, string>[];
    const cursors = new Map(
      rows('SELECT source, cursor FROM cursors').map(({ source, cursor }) => [source, cursor]),
    );
    const journal = readJournal(
      rows('SELECT body FROM journal ORDER BY number').map(({ body }) => body ?? ''),
    );
    for (const [source, cursor] of cursorsAfter(journal)) cursors.set(source, cursor);
    if (rows("SELECT id FROM decisions WHERE state = 'pending'").length > 0) return false;
    const isAtEnd = Object.keys(files).every((name) => {
      const file = join(folder, name);
      const cursor = cursors.get(file);
      return cursor !== undefined && JSON.parse(cursor).offset === statSync(file).size;
    });
    if (!isAtEnd) return false;
    const parts = rows('SELECT body FROM checkpoint_parts ORDER BY number') as unknown as Part[];
    const idle = idleSources(
      parts.map(({ body }) => Buffer.from(body)),
      journal,
    );
    return Object.keys(files).every((name) => idle.has(join(folder, name)));
  } catch {
    // It is being made, or written to.
    return false;
  } finally {
    database.close();
  }
}

type Part = { readonly body: ArrayBuffer };

/** Sources that had no more lines when this was stored. */
function idleSources(parts: readonly Uint8Array[], journal: readonly JournalEntry[]): ReadonlySet<string> {
  const state = parts.length === 0 ? null : (joinParts(parts) as EngineState);
  const idle = new Set(
    (state?.lanes ?? []).filter((lane) => lane.state === 'idle').map(({ source }) => source),
  );
  for (const entry of journal) {
    if (entry.kind === 'idle') idle.add(entry.source);
    else idle.delete(entry.source);
  }
  return idle;
}
