import type { EpochMs } from '../../model/time.ts';
import type { BodyLength } from './payload/body.ts';
import { HeadBuffers } from './payload/head-buffers.ts';
import { RequestStream, type Segment } from './payload/request-stream.ts';
import type { Sample } from './samples.ts';
import type { Handle } from './table/addresses.ts';

/** Connections whose requests are put together, and bytes held for them; the one begun first makes room. */
const MOST_STREAMS = 2048;
const MOST_HELD = 4 << 20;
/** Marks by a part of the key whether there may be a stream: most packets need not look. */
const HINTS = 1 << 14;
/** A stream that has not begun waits so long for the segment before. */
const ORPHAN_MS = 5000;
/** A connection that was silent for so long is let go. */
const SILENT_MS = 120_000;
/** Who needs so long for one request holds up the server. */
const SLOW_MS = 10_000;

/** Where a request begins. */
export type RequestMark = {
  readonly time: EpochMs;
  /** The beginning of the packet, not yet kept as evidence. */
  readonly sample: Sample;
  /** Where in the packet its payload begins. */
  readonly offset: number;
};

/** Between whom. `connection`: the same for both directions; `asker`: of this one. */
export type Talk = {
  readonly client: Handle;
  readonly server: Handle;
  readonly port: number;
  readonly connection: number;
  readonly asker: number;
};

type Entry = {
  readonly talk: Talk;
  readonly stream: RequestStream<RequestMark>;
  readonly opened: EpochMs;
  seen: EpochMs;
  isSlow: boolean;
};

type RequestSink = {
  /** As for `RequestStream`. */
  readonly onHead: (
    talk: Talk,
    bytes: Uint8Array,
    start: number,
    end: number,
    mark: RequestMark,
  ) => BodyLength | null;
  /** A request has not come to its end for a while; with `isHeadWhole` what is missing is its body. */
  readonly onSlow: (talk: Talk, mark: RequestMark, seconds: number, isHeadWhole: boolean) => void;
};

/** The connections of a capture on which requests are under way. */
export class RequestStreams {
  /** Let go before their time. */
  displaced = 0;
  private readonly entries = new Map<number, Entry>();
  private readonly buffers = new HeadBuffers();
  private readonly hints = new Uint16Array(HINTS);
  private held = 0;

  constructor(private readonly sink: RequestSink) {}

  has(key: number): boolean {
    return this.hints[key & (HINTS - 1)] !== 0 && this.entries.has(key);
  }

  /** What it says are requests; before that, text that may belong to one. */
  isBegun(key: number): boolean {
    return this.entries.get(key)?.stream.isBegun === true;
  }

  open(key: number, talk: Talk, time: EpochMs): RequestStream<RequestMark> {
    this.close(key);
    if (this.entries.size >= MOST_STREAMS) this.displaceOldest();
    const stream = new RequestStream<RequestMark>((...head) => this.sink.onHead(talk, ...head), this.buffers);
    this.entries.set(key, { talk, stream, opened: time, seen: time, isSlow: false });
    this.hint(key, 1);
    return stream;
  }

  push(key: number, segment: Segment<RequestMark>, time: EpochMs): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    const { stream } = entry;
    entry.seen = time;
    const before = stream.held;
    stream.push(segment);
    this.held += stream.held - before;
    if (stream.isLost) this.close(key);
    else while (this.held > MOST_HELD && this.entries.size > 0) this.displaceOldest();
  }

  /** The connection is over. */
  close(key: number): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.hint(key, -1);
    this.held -= entry.stream.held;
    entry.stream.close();
  }

  /** A second is over. */
  turn(time: EpochMs, isEnd: boolean): void {
    for (const [key, entry] of this.entries) {
      const { stream, talk, opened, seen } = entry;
      const mark = stream.unfinished;
      if (mark !== null && !entry.isSlow && time - mark.time >= SLOW_MS) {
        entry.isSlow = true;
        this.sink.onSlow(talk, mark, Math.round((time - mark.time) / 1000), stream.isInBody);
      }
      const isOrphan = !stream.isBegun && time - opened > ORPHAN_MS;
      if (isEnd || isOrphan || time - seen > SILENT_MS) this.close(key);
    }
  }

  private displaceOldest(): void {
    for (const key of this.entries.keys()) {
      this.displaced++;
      this.close(key);
      return;
    }
  }

  private hint(key: number, change: number): void {
    const at = key & (HINTS - 1);
    this.hints[at] = (this.hints[at] as number) + change;
  }
}
