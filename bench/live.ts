/**
 * The live console at 120x36: what a key, a frame, an alert and a stopped terminal cost, idle and under 20,000 lines
 * a second. Called by run.ts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { frameCost } from './frames.ts';
import {
  alertLatencies,
  attack,
  eventRateShown,
  keyLatencies,
  type LiveConsole,
  openConsole,
  percentile,
  settledCount,
  storedAfter,
  write,
} from './live-console.ts';
import { processorSeconds, residentMemory } from './live-process.ts';

type LiveBench = { readonly seconds: number; readonly linesPerSecond: number };

/** Measures and prints the table. Returns the targets that were missed. */
export async function benchLive({ seconds, linesPerSecond }: LiveBench): Promise<readonly string[]> {
  const missed: string[] = [];
  const row = (name: string, figure: string, isMet = true): void => {
    console.log(`${name.padEnd(46)} ${figure}${isMet ? '' : '   MISSED'}`);
    if (!isMet) missed.push(name);
  };
  await frames(row);
  await onConsole(STORED, async (live) => {
    row('first frame', milliseconds(live.firstFrameMs), live.firstFrameMs < 600);
    row('first frame of the core', milliseconds(live.contentMs));
    await idle(live, row);
    await alerts(live, row);
    await load(live, { seconds, linesPerSecond }, row);
  });
  await onConsole(0, (live) => stalled(live, STALLED_SECONDS, row));
  return missed;
}

/** Alerts of earlier months. */
const STORED = 100_000;
const STALLED_SECONDS = 60;

async function onConsole(stored: number, use: (live: LiveConsole) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'soc-live-'));
  const live = await openConsole(folder, stored);
  try {
    await use(live);
  } finally {
    live.session.press('q');
    await Promise.race([live.session.exit, sleep(5_000)]);
    await live.session.close();
    rmSync(folder, { recursive: true });
  }
}

type Row = (name: string, figure: string, isMet?: boolean) => void;

async function frames(row: Row): Promise<void> {
  for (const [columns, rows, most] of [
    [120, 36, 15],
    [200, 60, 35],
  ] as const) {
    const { milliseconds, bytes } = await frameCost({ columns, rows });
    const figure = `${milliseconds.toFixed(1)} ms, ${Math.round(bytes)} B`;
    row(`a frame at ${columns}x${rows}, processor and bytes`, figure, milliseconds < most);
  }
}

/** What starting has left to do is no idling: V8 collects what it left behind up to 20 s after it. */
const STARTED_MS = 20_000;

async function idle({ session }: LiveConsole, row: Row): Promise<void> {
  await sleep(STARTED_MS);
  const before = { bytes: session.output().length, seconds: processorSeconds(session.pid) };
  await sleep(10_000);
  const share = ((processorSeconds(session.pid) - before.seconds) / 10) * 100;
  const rate = (session.output().length - before.bytes) / 10;
  const memory = residentMemory(session.pid);
  row('idle, processor', `${share.toFixed(1)} %`, share < 2);
  row('idle, bytes to the terminal', `${Math.round(rate)} B/s`, rate < 100);
  row('idle, resident memory', megabytes(memory), memory < 160e6);
}

async function alerts({ session, log }: LiveConsole, row: Row): Promise<void> {
  const latencies: number[] = [];
  for (let host = 1; host <= 10; host += 1) {
    const address = `192.0.2.${host}`;
    await sleep(200 + host * 17);
    const writtenAt = performance.now();
    attack(log, address);
    await session.waitFor(new RegExp(`SSH brute force .* ${address.replaceAll('.', '\\.')} `));
    latencies.push(performance.now() - writtenAt);
  }
  const worst = Math.max(...latencies);
  row('line to alert on screen, median / most', `${both(percentile(latencies, 0.5), worst)}`, worst < 1_000);
}

async function load({ session, log }: LiveConsole, bench: LiveBench, row: Row): Promise<void> {
  const earlier = 10 * 12;
  const bytes = session.output().length;
  const cpu = processorSeconds(session.pid);
  const rates: number[] = [];
  let memory = 0;
  const watch = setInterval(() => {
    rates.push(eventRateShown(session));
    memory = Math.max(memory, residentMemory(session.pid));
  }, 1_000);
  const writing = write(log, bench.linesPerSecond, bench.seconds);
  const latencies = await keyLatencies(session, writing);
  const written = await writing;
  const painted = session.output().slice(bytes);
  const frames = painted.split('\x1b[?2026h').length - 1;
  const [median, p95] = [percentile(latencies, 0.5), percentile(latencies, 0.95)];
  console.log(`under ${bench.linesPerSecond} lines/s for ${written.seconds.toFixed(1)} s:`);
  row(`  key to repaint, median / p95 of ${latencies.length}`, both(median, p95), p95 < 60);
  row(
    '  bytes a frame, frames/s',
    `${Math.round(painted.length / frames)} B, ${(frames / written.seconds).toFixed(1)}`,
    painted.length / frames <= 4_096,
  );
  row('  processor', `${Math.round(((processorSeconds(session.pid) - cpu) / written.seconds) * 100)} %`);
  row('  events/s shown, median', String(percentile(rates, 0.5)));
  const more = write(log, bench.linesPerSecond, bench.seconds, 2);
  const toAlert = await alertLatencies({ session, log }, more);
  const late99 = percentile(toAlert, 0.99);
  const name = `  line to alert on screen, median / p99 of ${toAlert.length}`;
  row(name, both(percentile(toAlert, 0.5), late99), late99 < 300);
  const { failed } = await more;
  clearInterval(watch);
  row('  resident memory, most', megabytes(memory), memory < 220e6);
  session.press('g');
  const expected = written.failed + failed + 12 * toAlert.length + earlier;
  const { shown, milliseconds: late } = await settledCount(session, expected);
  row('  until the last line was counted', milliseconds(late), late < 1_000);
  row('  failures lost', `${expected - shown} of ${expected}`, shown === expected);
}

/** The reader of the terminal stops; 500 lines/s and attacks go on, as they have for a while. */
async function stalled({ session, log, state }: LiveConsole, seconds: number, row: Row): Promise<void> {
  // Until the heap has found its size: in the first two minutes it grows as much with a terminal that reads.
  await write(log, 500, 2 * seconds, 2);
  const before = usualMemory(session.pid, seconds / 2);
  await write(log, 500, seconds / 2, 2);
  session.stall();
  const writing = write(log, 500, seconds, 3);
  const after = sleep((seconds / 2) * 1_000).then(() => usualMemory(session.pid, seconds / 2));
  const latencies: number[] = [];
  for (let host = 1; host <= seconds / 3; host += 1) {
    const address = `198.51.100.${host}`;
    attack(log, address);
    latencies.push((await storedAfter(state, address, 10_000)) ?? Number.POSITIVE_INFINITY);
    await sleep(2_500);
  }
  await writing;
  const grown = (await after) - (await before);
  session.unstall();
  console.log(`terminal that reads nothing for ${seconds} s:`);
  const worst = Math.max(...latencies);
  row('  line to alert stored, median / most', both(percentile(latencies, 0.5), worst), worst < 1_000);
  row('  memory grown', megabytes(grown), grown < 10e6);
  row('  screen right afterwards', ...(await isRight(session)));
}

/** The median over so many seconds, in bytes: between two collections of V8's a heap rises and falls by 30 MB. */
async function usualMemory(pid: number, seconds: number): Promise<number> {
  const seen: number[] = [];
  for (const end = performance.now() + seconds * 1_000; performance.now() < end; await sleep(250))
    seen.push(residentMemory(pid));
  return percentile(seen, 0.5);
}

/** A picture painted anew must be the one that stood there. */
async function isRight(session: LiveConsole['session']): Promise<[string, boolean]> {
  session.press('p');
  await session.waitFor('PAUSED');
  await sleep(1_500);
  const before = session.screen().slice(1).join('\n');
  const bytes = session.output().length;
  session.press('\x0c');
  await session.waitFor(() => session.output().length - bytes > 2_000);
  await sleep(500);
  const same = session.screen().slice(1).join('\n') === before;
  session.press('p');
  return [same ? 'yes' : 'no', same];
}

function milliseconds(time: number): string {
  return `${Math.round(time)} ms`;
}

function both(one: number, other: number): string {
  return `${Math.round(one)} / ${milliseconds(other)}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
