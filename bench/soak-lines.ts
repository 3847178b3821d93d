/** A core without a screen is led through lines of a simulated time: what it costs is measured tenth by tenth. */
import { fileURLToPath } from 'node:url';
import { createEngine, LIVE_ALERTS } from '../src/core/create-engine.ts';
import { AlertLog } from '../src/core/record/alert-log.ts';
import { GrownAlerts } from '../src/core/record/grown-alerts.ts';
import { Progress } from '../src/core/record/progress.ts';
import { Recorder } from '../src/core/record/recorder.ts';
import { Feed } from '../src/core/sources/feed.ts';
import type { SourceSink } from '../src/sources/source.ts';
import { Store } from '../src/store/store.ts';
import { authLog } from './generate-auth.ts';

type SoakLines = { readonly lines: number; readonly seed: number };

/** Few enough attackers that all are known soon: what grows then grows without end. A day is 1.7 million lines. */
const PACE = {
  start: Date.UTC(2026, 5, 1),
  linesPerSecond: 20,
  linesPerChunk: 500,
  attackers: 500,
};
const PARTS = 20;
const KEEP = { days: 90, alerts: 100_000 };
/** By the middle, caches and the longest windows are full: nothing may grow by more than this after it. */
const MOST_GROWTH = 1.25;
/** Chunks between two looks at how fast the machine is just now. */
const CHUNKS_PER_LOOK = 400;

/**
 * `microseconds`: of processor time, a line. `pace`: the same in units of a work that stays the same, done in between: the
 * machine's speed, and who else uses it, are not in it. `heap`: in use after a collection, where the process may ask for
 * one.
 */
type Part = {
  readonly microseconds: number;
  readonly pace: number;
  readonly rss: number;
  readonly heap: number;
};

/** Whether memory and the cost of a line stay as they are. Prints one row a part. */
export async function soakLines(folder: string, { lines, seed }: SoakLines): Promise<boolean> {
  const store = Store.open(folder);
  const core = await coreOn(store);
  const perPart = Math.ceil(lines / PARTS);
  const parts: Part[] = [];
  const began = performance.now();
  let read = 0;
  let chunks = 0;
  let spent = 0;
  let most = 0;
  let measure: number[] = [];
  for (const text of authLog({ lines, seed }, PACE).text) {
    const time = PACE.start + (read / PACE.linesPerSecond) * 1000;
    spent += await processorTime(() => core.read(text, read + 1, time));
    if (chunks++ % CHUNKS_PER_LOOK === 0) measure.push(await processorTime(async () => sameWork()));
    read += PACE.linesPerChunk;
    most = Math.max(most, process.memoryUsage.rss());
    if (read < (parts.length + 1) * perPart) continue;
    const microseconds = spent / perPart;
    const unit = measure.reduce((sum, each) => sum + each, 0) / measure.length;
    const part = { microseconds, pace: microseconds / unit, rss: most, heap: heapInUse() };
    parts.push(part);
    console.log(
      `${grouped(read)} lines in ${Math.round((performance.now() - began) / 1000)} s: ` +
        `${microseconds.toFixed(2)} us a line (x${(part.pace / (parts[0] ?? part).pace).toFixed(2)} of the first), ` +
        `resident ${megabytes(part.rss)}, in use ${megabytes(part.heap)}, ${grouped(core.stored())} alerts stored`,
    );
    spent = 0;
    most = 0;
    measure = [];
  }
  core.recorder.close();
  store.close();
  return isFlat(parts);
}

/** Microseconds of this process's processor time. */
async function processorTime(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Some 5 ms: text cut into fields and counted, as reading lines is. */
function sameWork(): void {
  const counts = new Map<string, number>();
  for (let line = 0; line < 4000; line++) {
    for (const field of `${line % 97} sshd[${line % 53}]: Failed password for ${line % 11}`.split(' '))
      counts.set(field, (counts.get(field) ?? 0) + 1);
  }
}

function isFlat(parts: readonly Part[]): boolean {
  // The first tenths fill what is remembered; one part alone says more of the machine than of us.
  const third = Math.floor(parts.length / 3);
  if (third === 0) return true;
  const growth = (['pace', 'rss'] as const).map((of) => {
    const mean = (some: readonly Part[]) => some.reduce((sum, part) => sum + part[of], 0) / some.length;
    return { of, by: mean(parts.slice(-third)) / mean(parts.slice(third, 2 * third)) };
  });
  const flat = growth.every(({ by }) => by < MOST_GROWTH);
  const told = growth.map(({ of, by }) => `${of} x${by.toFixed(2)}`).join(', ');
  console.log(`the last third against the one before it: ${told}: ${flat ? 'flat' : 'GROWS'}`);
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
  const { engine } = await createEngine({ shipped, rules: [], timeZone: 'UTC', alertLimits: LIVE_ALERTS });
  const alerts = new AlertLog((id) => store.alert(id));
  const progress = new Progress({
    engine,
    cursors: () => feed.cursors,
    mark: 'soak',
    placed: [],
    isUnderway: () => false,
    stopwatch: () => performance.now(),
  });
  const grown = new GrownAlerts(
    (id) => engine.remembered.get(id),
    alerts,
    (alert) => alerts.record(alert),
  );
  const recorder = new Recorder({ store, alerts, progress, grown });
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
