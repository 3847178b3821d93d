import { finished, type Readable } from 'node:stream';
import { LogStream, type StampedLine } from './log-stream.ts';

/** Held at most while something else is read; then the daemon waits. */
const MOST_HELD = 8 << 20;
/** A daemon sends each line by itself: so much is handed on at once. */
const AT_ONCE = 64 << 10;

/** An entry of a log that does not end its line is so long at least. */
const FULL_ENTRY = 16 << 10;

type Held = { readonly lines: StampedLine[]; bytes: number };

/** A log that is followed: taken as it comes, whatever else is being read. */
export class Follow {
  readonly log: LogStream;
  private readonly held: Held[] = [];
  private heldBytes = 0;
  private bytesToCount = 0;
  private end: { readonly failure: unknown } | null = null;
  private wake: () => void = () => {};

  constructor(
    private readonly stream: Readable,
    hasTerminal: boolean,
  ) {
    this.log = new LogStream(hasTerminal);
    stream.on('data', (chunk: Buffer) => this.hold(chunk));
    finished(stream, { writable: false }, (failure) => {
      this.end ??= { failure: failure ?? null };
      this.wake();
    });
  }

  get isEmpty(): boolean {
    return this.held.length === 0;
  }

  /** Lets go of what has come; returns how many entries of the log that were at most. Throws what the stream failed with. */
  async count(patience: number): Promise<number | 'silence' | 'end'> {
    const first = await this.next(patience);
    if (first === 'silence' || first === 'end') return first;
    const lines = this.held.reduce((sum, held) => sum + held.lines.length, first.length);
    const bytes = this.bytesToCount;
    this.held.length = 0;
    this.heldBytes = 0;
    this.bytesToCount = 0;
    this.stream.resume();
    return lines + Math.floor(bytes / FULL_ENTRY);
  }

  /** The next lines, in order. Throws what the stream failed with. */
  async next(patience: number): Promise<readonly StampedLine[] | 'silence' | 'end'> {
    if (this.held.length === 0 && this.end === null) await this.news(patience);
    const held = this.held.shift();
    if (held !== undefined) {
      this.heldBytes -= held.bytes;
      if (this.heldBytes < MOST_HELD) this.stream.resume();
      return held.lines;
    }
    if (this.end === null) return 'silence';
    if (this.end.failure !== null) throw this.end.failure;
    return 'end';
  }

  close(): void {
    this.stream.destroy();
  }

  private hold(chunk: Buffer): void {
    try {
      const lines = this.log.push(chunk);
      const last = this.held.at(-1);
      if (last === undefined || last.bytes >= AT_ONCE) this.held.push({ lines, bytes: chunk.length });
      else {
        for (const line of lines) last.lines.push(line);
        last.bytes += chunk.length;
      }
    } catch (failure) {
      this.end = { failure };
      this.stream.destroy();
    }
    this.heldBytes += chunk.length;
    this.bytesToCount += chunk.length;
    if (this.heldBytes >= MOST_HELD) this.stream.pause();
    this.wake();
  }

  private news(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
