/** A core without a screen is led through lines of a simulated time: what it costs is measured tenth by tenth. */
import { fileURLToPath } from 'node:url';
import { AlertLog } from '../src/core/alert-log.ts';
import { createEngine, LIVE_ALERTS } from '../src/core/create-engine.ts';
import { Feed } from '../src/core/feed.ts';
import { Progress } from '../src/core/progress.ts';
import { Recorder } from '../src/core/recorder.ts';
import type { SourceSink } from '../src/sources/source.ts';
import { Store } from '../src/store/store.ts';
import { authLog } from './generate-auth.ts';

export type SoakLines = { readonly lines: number; readonly seed: number };

/** Few enough attackers that all are known soon: what grows then grows without end. */
const PACE = {
  start: Date.UTC(2026, 5, 1),
  linesPerSecond: 200,
  linesPerChunk: 500,
  attackers: 500,
};
const PARTS = 10;
const KEEP = { days: 90, alerts: 100_000 };
/** From the second part on (the first one fills caches and windows) nothing may grow by more than this. */
const MOST_GROWTH = 1.3;

type Part = { readonly microseconds: number; readonly megabytes: number };

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
    const part = { microseconds: spent / perPart, megabytes: most / 1e6 };
    parts.push(part);
    const { microseconds, megabytes } = part;
    console.log(
      `${grouped(read)} lines: ${microseconds.toFixed(2)} us a line, ${megabytes.toFixed(0)} MB, ${core.alerts.atOrAbove('informational')} alerts, ${process.memoryUsage().heapUsed >> 20} heap`,
    );
    spent = 0;
    most = 0;
  }
  core.recorder.close();
  store.close();
  const [, second, ...rest] = parts;
  if (second === undefined) return true;
  const worst = (of: (part: Part) => number): number => Math.max(...rest.map(of)) / of(second);
  const [cost, memory] = [worst((part) => part.microseconds), worst((part) => part.megabytes)];
  const isFlat = cost < MOST_GROWTH && memory < MOST_GROWTH;
  console.log(
    `highest against the second part: cost x${cost.toFixed(2)}, memory x${memory.toFixed(2)}: ${isFlat ? 'flat' : 'GROWS'}`,
  );
  return isFlat;
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
  const recorder = new Recorder(store, alerts, progress);
  const source = 'auth.log';
  let sinkReady: (accept: Accept) => void = () => {};
  const accepts = new Promise<Accept>((resolve) => {
    sinkReady = resolve;
  });
  const feed = new Feed({
    engine,
    onOutputs: (outputs) => {
      for (const { alert } of outputs) alerts.record(alert);
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
    alerts,
    recorder,
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
