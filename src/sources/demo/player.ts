import { rmSync } from 'node:fs';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type DurationMs, SECOND_MS } from '../../model/time.ts';
import { UserError } from '../../model/user-error.ts';
import type { Clock } from '../../platform/clock.ts';
import { reasonOf } from '../../platform/system-reason.ts';
import { type Piece, readEvidence } from './evidence.ts';

/** The last part of the evidence is written line by line as its stamps fall due; everything before it at once. */
const LIVE_MS: DurationMs = 66 * SECOND_MS;
const WRITE_EVERY_MS = 100;

/** Packets come early in the live part: who watches sees the flood while the logins are still being tried. */
const CAPTURE_END_MS: DurationMs = 30 * SECOND_MS;

type Due = Piece & { readonly path: string };

type DemoOptions = {
  /** The bundled evidence: log files with their stamps, and files without. */
  readonly evidence: string;
  readonly timeZone: string;
  readonly clock: Clock;
};

async function ownFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'soc-console-demo-'));
  } catch (error) {
    const hint = 'The demo writes its logs there, and takes them away: TMPDIR names another folder.';
    throw new UserError(`${tmpdir()}: nothing can be written there: ${reasonOf(error)}`, hint, 3);
  }
}

/** Writes the bundled evidence into a folder of its own, as if it were happening now; real sources read it from there. */
export class DemoPlayer {
  private constructor(
    readonly directory: string,
    readonly paths: readonly string[],
    private readonly pieces: readonly Due[],
    private readonly clock: Clock,
  ) {}

  /** Lays out the history; `play` then writes the rest. */
  static async prepare({ evidence, timeZone, clock }: DemoOptions): Promise<DemoPlayer> {
    const directory = await ownFolder();
    // Also when the program ends without a word, because who read it went away.
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
    const start = clock.now();
    const paths: string[] = [];
    const live: Due[] = [];
    for (const name of (await readdir(evidence)).sort()) {
      const path = join(directory, basename(name));
      const { kind, head, pieces } = readEvidence(await readFile(join(evidence, name)), timeZone);
      const last = pieces.at(-1)?.time ?? 0;
      // Moved by whole seconds: then what is counted by the second counts the same, whenever the demo begins.
      const end = start + (kind === 'capture' ? CAPTURE_END_MS : LIVE_MS);
      const shift = Math.floor((end - last) / SECOND_MS) * SECOND_MS;
      const moved = pieces.map(({ time, write }) => ({ path, time: time + shift, write }));
      const history = moved.filter(({ time }) => time <= start).map(({ time, write }) => write(time));
      await writeFile(path, joined([head, ...history]));
      paths.push(path);
      live.push(...moved.filter(({ time }) => time > start));
    }
    live.sort((a, b) => a.time - b.time);
    return new DemoPlayer(directory, paths, live, clock);
  }

  /** Writes each piece when its time has come, until all are out (again and again with `loop`) or `signal` aborts. */
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
    while (next < this.pieces.length && !signal.aborted) {
      const now = this.clock.now() - shift;
      const due = new Map<string, (string | Uint8Array)[]>();
      for (let piece = this.pieces[next]; piece && piece.time <= now; piece = this.pieces[++next]) {
        const written = piece.write(piece.time + shift);
        const sameFile = due.get(piece.path);
        if (sameFile) sameFile.push(written);
        else due.set(piece.path, [written]);
      }
      for (const [path, written] of due) await appendFile(path, joined(written));
      await pause(WRITE_EVERY_MS, signal);
    }
  }
}

function joined(parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
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
