/** The built console on a followed log, in a pseudo-terminal, and what can be read off it. */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { openSession, type Session } from '../test/support/session.ts';
import { storeAlerts } from './stored-alerts.ts';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const writer = fileURLToPath(new URL('live-writer.ts', import.meta.url));

export type LiveConsole = {
  readonly session: Session;
  readonly log: string;
  readonly state: string;
  /** From the start of the process to its first frame. */
  readonly firstFrameMs: number;
  /** To what the core knows. */
  readonly contentMs: number;
};

/** Opens it at 120x36 on an empty log in `folder`, with so many alerts in its store. */
export async function openConsole(folder: string, stored = 0): Promise<LiveConsole> {
  const log = join(folder, 'auth.log');
  const state = join(folder, 'state');
  writeFileSync(log, '');
  if (stored > 0) storeAlerts(state, stored);
  const startedAt = performance.now();
  const session = openSession({
    command: program,
    args: [log, '--state', state],
    columns: 120,
    rows: 36,
    // Stamps without a zone are written in UTC.
    env: { TZ: 'UTC', HOME: folder, XDG_CONFIG_HOME: folder },
  });
  await session.waitFor(/SOC .*(?:STARTING|LIVE)/);
  const firstFrameMs = performance.now() - startedAt;
  await session.waitFor('● LIVE');
  return { session, log, state, firstFrameMs, contentMs: performance.now() - startedAt };
}

type Written = { readonly failed: number; readonly succeeded: number; readonly seconds: number };

/** Appends lines in a process of its own; resolves with what was written when it is done. */
export function write(log: string, linesPerSecond: number, seconds: number, seed = 1): Promise<Written> {
  const args = ['--import', 'tsx', writer, log, ...[linesPerSecond, seconds, seed].map(String)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (piece) => {
    text += piece;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(text));
      else reject(new Error(`the writer ended with ${code}`));
    });
  });
}

/** Twelve failed logins of one address, now. */
export function attack(log: string, address: string): void {
  const stamp = new Date().toISOString().replace('Z', '+00:00');
  const line = `${stamp} host sshd[4242]: Failed password for root from ${address} port 40022 ssh2\n`;
  appendFileSync(log, line.repeat(12));
}

/** Milliseconds from each key to the screen that shows what it did, one key after another until `end`. */
export async function keyLatencies(session: Session, end: Promise<unknown>): Promise<number[]> {
  const latencies: number[] = [];
  let isOver = false;
  void end.finally(() => {
    isOver = true;
  });
  await session.waitFor((screen) => hasNext(screen, true));
  for (let down = true; !isOver; down = !down) {
    if (!hasNext(session.screen(), down)) down = !down;
    const before = selectedIn(session.screen());
    const pressedAt = performance.now();
    session.press(down ? 'j' : 'k');
    // What is put in order anew while the key is on its way may have nothing left to go to.
    await session.waitFor((screen) => selectedIn(screen) !== before || !hasNext(screen, down));
    if (selectedIn(session.screen()) !== before) latencies.push(performance.now() - pressedAt);
    // Uneven, so that keys fall anywhere between two frames.
    await sleep(100 + ((latencies.length * 37) % 100));
  }
  return latencies;
}

/**
 * Milliseconds from the lines of an attack to its alert on the screen, of one attack after another until `end`. The list is
 * filtered for them: among thousands of others that grow, each would stand on the screen for a moment only.
 */
export async function alertLatencies(
  { session, log }: Pick<LiveConsole, 'session' | 'log'>,
  end: Promise<unknown>,
): Promise<number[]> {
  const latencies: number[] = [];
  let isOver = false;
  void end.finally(() => {
    isOver = true;
  });
  session.press('1');
  await session.waitFor((screen) => screen.every((row) => !row.includes('Failed logins')));
  // One after the other: keys that come at once are a paste.
  for (const keys of ['/', '\x1b[200~203.0.113.\x1b[201~', '\r']) {
    session.press(keys);
    await sleep(300);
  }
  for (let host = 1; !isOver && host < 255; host += 1) {
    // Uneven, so that attacks fall anywhere between two looks at the file.
    await sleep(100 + ((host * 37) % 100));
    const writtenAt = performance.now();
    attack(log, `203.0.113.${host}`);
    await session.waitFor((screen) => screen.some((row) => row.includes(` 203.0.113.${host} `)));
    latencies.push(performance.now() - writtenAt);
  }
  session.press('\x1b');
  await sleep(200);
  session.press('0');
  await session.waitFor('Failed logins');
  return latencies;
}

/** The selected login: it changes by keys only, for the selection stays on its item. */
function selectedIn(screen: readonly string[]): string {
  return screen.map((row) => /^│▶(\S+)/.exec(row)?.[1] ?? '').join('');
}

/** Whether the screen has a login below the selected one, or above it. */
function hasNext(screen: readonly string[], down: boolean): boolean {
  const next = screen[screen.findIndex((row) => row.startsWith('│▶')) + (down ? 1 : -1)] ?? '';
  return /^│ \S/.test(next) && !next.startsWith('│ SOURCE');
}

/** Failed logins as the screen counts them. */
function failuresShown(session: Session): number {
  const title = session.screen().find((row) => row.includes('╭ Failed logins')) ?? '';
  const count = /─ (\d[\d ]*) failed\b/.exec(title)?.[1] ?? '';
  return count === '' ? Number.NaN : Number(count.replaceAll(' ', ''));
}

export function eventRateShown(session: Session): number {
  return Number(/([\d ]+) ev\/s/.exec(session.screen()[0] ?? '')?.[1]?.replaceAll(' ', ''));
}

/** A count that has not moved for so long will not any more: a console that is only behind goes on counting. */
const STILL_MS = 10_000;

/** What the screen counts when it counts `failed` failures, or no more come; and after how long. */
export async function settledCount(
  session: Session,
  failed: number,
): Promise<{ readonly shown: number; readonly milliseconds: number }> {
  const startedAt = performance.now();
  let before = -1;
  while (failuresShown(session) !== failed && !Object.is(failuresShown(session), before)) {
    before = failuresShown(session);
    await session.waitFor(() => failuresShown(session) === failed, STILL_MS).catch(() => {});
  }
  return { shown: failuresShown(session), milliseconds: performance.now() - startedAt };
}

/** Milliseconds until an alert of the address can be read from the database; null after `limit`. */
export async function storedAfter(state: string, address: string, limit: number): Promise<number | null> {
  const file = join(state, 'soc-console.db');
  const startedAt = performance.now();
  while (!existsSync(file)) await sleep(10);
  const database = new Database(file, { readonly: true });
  try {
    const query = database.prepare('SELECT count(*) AS found FROM alerts WHERE body LIKE ?');
    while (performance.now() - startedAt < limit) {
      if ((query.get(`%"${address}"%`) as { found: number }).found > 0) return performance.now() - startedAt;
      await sleep(10);
    }
    return null;
  } finally {
    database.close();
  }
}

export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
