import { rmSync } from 'node:fs';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type DurationMs, type EpochMs, SECOND_MS } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { stampStyle } from './stamps.ts';

/** The last part of the evidence is written line by line as its stamps fall due; everything before it at once. */
const LIVE_MS: DurationMs = 66 * SECOND_MS;
const WRITE_EVERY_MS = 100;

type Line = {
  readonly path: string;
  readonly text: string;
  readonly time: EpochMs;
  readonly write: (time: EpochMs) => string;
};

export type DemoOptions = {
  /** The bundled evidence: log files with their stamps, and files without. */
  readonly evidence: string;
  readonly timeZone: string;
  readonly clock: Clock;
};

/** Writes the bundled evidence into a folder of its own, as if it were happening now; real sources read it from there. */
export class DemoPlayer {
  private constructor(
    readonly directory: string,
    readonly paths: readonly string[],
    private readonly lines: readonly Line[],
    private readonly clock: Clock,
  ) {}

  /** Lays out the history; `play` then writes the rest. */
  static async prepare({ evidence, timeZone, clock }: DemoOptions): Promise<DemoPlayer> {
    const directory = await mkdtemp(join(tmpdir(), 'soc-console-demo-'));
    // Also when the program ends without a word, because who read it went away.
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
    const start = clock.now();
    const paths: string[] = [];
    const lines: Line[] = [];
    for (const name of (await readdir(evidence)).sort()) {
      const path = join(directory, basename(name));
      const text = await readFile(join(evidence, name), 'utf8');
      const read = readLines(path, text, timeZone, start + LIVE_MS);
      const history =
        read === null
          ? text
          : read
              .filter(({ time }) => time <= start)
              .map(({ text: line }) => `${line}\n`)
              .join('');
      await writeFile(path, history);
      paths.push(path);
      lines.push(...(read ?? []).filter(({ time }) => time > start));
    }
    lines.sort((a, b) => a.time - b.time);
    return new DemoPlayer(directory, paths, lines, clock);
  }

  /** Writes each line when its time has come, until all are out (again and again with `loop`) or `signal` aborts. */
  async play(loop: boolean, signal: AbortSignal): Promise<void> {
    for (let round = 0; !signal.aborted; round++) {
      await this.playOnce(round * LIVE_MS, signal);
      if (!loop) return;
    }
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  private async playOnce(shift: DurationMs, signal: AbortSignal): Promise<void> {
    let next = 0;
    while (next < this.lines.length && !signal.aborted) {
      const now = this.clock.now() - shift;
      const due = new Map<string, string>();
      for (let line = this.lines[next]; line && line.time <= now; line = this.lines[++next]) {
        due.set(line.path, `${due.get(line.path) ?? ''}${line.write(line.time + shift)}\n`);
      }
      for (const [path, text] of due) await appendFile(path, text);
      await pause(WRITE_EVERY_MS, signal);
    }
  }
}

/** Lines with stamps moved so that the last of the file is at `end`; null for a file without stamps. */
function readLines(path: string, text: string, timeZone: string, end: EpochMs): Line[] | null {
  const raw = text.split('\n').filter((line) => line !== '');
  const style = stampStyle(raw[0] ?? '', timeZone);
  if (!style) return null;
  const times = raw.map((line) => style.read(line));
  const shift = end - Math.max(...times.filter((time) => time !== null));
  let last = Number.NEGATIVE_INFINITY;
  return raw.map((line, index) => {
    // A line never goes before the one above it: their order in the file is part of the evidence.
    last = Math.max(last, (times[index] ?? Number.NEGATIVE_INFINITY) + shift);
    const time = last;
    return { path, text: style.write(line, time), time, write: (at) => style.write(line, at) };
  });
}

function pause(ms: DurationMs, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
