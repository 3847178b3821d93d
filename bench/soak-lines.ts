/** A core without a screen is led through lines of a simulated time: what it costs is measured tenth by tenth. */
import { fileURLToPath } from 'node:url';
import { AlertLog } from '../src/core/alert-log.ts';
import { createEngine, LIVE_ALERTS } from '../src/core/create-engine.ts';
import { Feed } from '../src/core/feed.ts';
import { GrownAlerts } from '../src/core/grown-alerts.ts';
import { Progress } from '../src/core/progress.ts';
import { Recorder } from '../src/core/recorder.ts';
import type { SourceSink } from '../src/sources/source.ts';
import { Store } from '../src/store/store.ts';
import { authLog } from './generate-auth.ts';

export type SoakLines = { readonly lines: number; readonly seed: number };

/** Few enough attackers that all are known soon: what grows then grows without end. A day is 1.7 million lines. */
const PACE = {
  start: Date.UTC(2026, 5, 1),
  linesPerSecond: 20,
  linesPerChunk: 500,
  attackers: 500,
};
const PARTS = 10;
const KEEP = { days: 90, alerts: 100_000 };
/** By the middle, caches and the longest windows are full: nothing may grow by more than this after it. */
const MOST_GROWTH = 1.25;

/** `heap`: in use after a collection, where the process may ask for one. */
type Part = { readonly microseconds: number; readonly rss: number; readonly heap: number };

/** Whether memory and the cost of a line stay as they are. Prints one row a part. */
export async function soakLines(folder: string, { lines, seed }: SoakLines): Promise<boolean> {
  const store = Store.open(folder);
  const core = await coreOn(store);
  const perPart = Math.ceil(lines / PARTS);
  const parts: Part[] = [];
  let read = 0;
  let spent = 0;
  let most = 0;
  for (const text of authLog({ lines, seed }, PACE).text) {
    const time = PACE.start + (read / PACE.linesPerSecond) * 1000;
    const before = process.cpuUsage();
    await core.read(text, read + 1, time);
    const { user, system } = process.cpuUsage(before);
    spent += user + system;
    read += PACE.linesPerChunk;
    most = Math.max(most, process.memoryUsage.rss());
    if (read < (parts.length + 1) * perPart) continue;
    const part = { microseconds: spent / perPart, rss: most, heap: heapInUse() };
    parts.push(part);
    console.log(
      `${grouped(read)} lines: ${part.microseconds.toFixed(2)} us a line, resident ${megabytes(part.rss)}, ` +
        `in use ${megabytes(part.heap)}, ${grouped(core.stored())} alerts stored`,
    );
    spent = 0;
    most = 0;
  }
  core.recorder.close();
  store.close();
  return isFlat(parts);
}

function isFlat(parts: readonly Part[]): boolean {
  const middle = parts[PARTS / 2 - 1];
  if (middle === undefined) return true;
  // What is in use grows until as many alerts are remembered as a core remembers: told, not judged.
  const growth = (['microseconds', 'rss'] as const).map((of) => {
    const later = parts.slice(PARTS / 2).map((part) => part[of]);
    return { of, by: Math.max(...later) / middle[of] };
  });
  const flat = growth.every(({ by }) => by < MOST_GROWTH);
  const told = growth.map(({ of, by }) => `${of} x${by.toFixed(2)}`).join(', ');
  console.log(`highest after the middle against it: ${told}: ${flat ? 'flat' : 'GROWS'}`);
  return flat;
}

function heapInUse(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** Engine, alerts and store as a core joins them. */
async function coreOn(store: Store) {
  const shipped = fileURLToPath(new URL('../config', import.meta.url));
  const { engine } = await createEngine({ shipped, rules: [], timeZone: 'UTC', maxAlerts: LIVE_ALERTS });
  const alerts = new AlertLog((id) => store.alert(id));
  const progress = new Progress({
    engine,
    cursors: () => feed.cursors,
    mark: 'soak',
    placed: [],
    isUnderway: () => false,
    stopwatch: () => performance.now(),
  });
  const grown = new GrownAlerts((id) => engine.remembered.get(id), alerts);
  const recorder = new Recorder(store, alerts, progress, undefined, null, grown);
  const source = 'auth.log';
  let sinkReady: (accept: Accept) => void = () => {};
  const accepts = new Promise<Accept>((resolve) => {
    sinkReady = resolve;
  });
  const feed = new Feed({
    engine,
    onOutputs: (outputs) => {
      grown.take(outputs);
      recorder.schedule();
    },
    onServices: () => {},
    onInput: (input) => recorder.input(input),
  });
  void feed.run(
    [
      {
        source: {
          id: source,
          read: (sink) => {
            sinkReady((block) => sink.accept(block));
            return new Promise(() => {});
          },
        },
        kind: 'file',
        format: 'syslog',
        named: true,
      },
    ],
    new AbortController().signal,
  );
  const accept = await accepts;
  let chunks = 0;
  return {
    recorder,
    stored: () => store.alertCount(),
    async read(text: string, firstLine: number, now: number): Promise<void> {
      const place = { source, firstLine, bytes: text.length, cursor: String(firstLine) };
      await accept({ ...place, text, yearReference: now, observedAt: now });
      // The timers of the recorder have their turn.
      if (++chunks % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
      if (chunks % 2000 === 0) recorder.tidy(KEEP, [source], now);
    },
  };
}

type Accept = SourceSink['accept'];

function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ' ');
}
