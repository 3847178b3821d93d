import type { EpochMs } from '../../model/time.ts';
import { GrowingBytes } from '../growing-bytes.ts';
import { grownLength } from '../growth.ts';
import type { GroupEvent, HeldEvent } from './group-event.ts';
import type { LineId, LineStore } from './line-store.ts';

/** Where a run of places begins. */
export type Offset = number;

/**
 * Of each event side by side: its time; then of whole numbers its count and its line, and where values are told apart its
 * value and what came with it.
 */
const STRIDE = 3;
const TIME_BYTES = 8;
const NUMBERS = 2 * STRIDE;
const COUNT = 2;
const LINE = 3;
const VALUE = 4;
const COMPANION = 5;

/**
 * The events of all windows: runs of places, each a power of two long, in an array of numbers. Under attack there are tens
 * of thousands of short windows: as arrays of their own, strewn over the heap, each count waited for memory, and the
 * collector walked over all of them. In runs, a count is a look at one or two places beside each other.
 */
export class EventPool {
  private times: Float64Array = new Float64Array(STRIDE * 1024);
  private readonly bytes = new GrowingBytes(this.times.buffer);
  /** The same bytes. */
  private numbers: Int32Array = new Int32Array(this.times.buffer);
  private used = 0;
  /** By the logarithm of their length: runs to use again. */
  private readonly free: Offset[][] = [];

  constructor(private readonly lines: LineStore) {}

  /** A run of `2 ** log` places. */
  take(log: number): Offset {
    const known = this.free[log]?.pop();
    if (known !== undefined) return known;
    const offset = this.used;
    this.used += 1 << log;
    if (STRIDE * this.used > this.times.length) this.grow();
    return offset;
  }

  giveBack(offset: Offset, log: number): void {
    while (this.free.length <= log) this.free.push([]);
    this.free[log]?.push(offset);
  }

  put(place: number, time: EpochMs, count: number, line: LineId): void {
    this.times[STRIDE * place] = time;
    this.numbers[NUMBERS * place + COUNT] = count;
    this.numbers[NUMBERS * place + LINE] = line;
  }

  move(from: number, to: number): void {
    const { numbers } = this;
    const end = NUMBERS * (from + 1);
    // As whole numbers, the time too: two of them are no time.
    for (let at = NUMBERS * from, into = NUMBERS * to; at < end; at++, into++)
      numbers[into] = numbers[at] as number;
  }

  /** Where in a run of `mask + 1` places the value stands, counted from `head`; -1 when not among the first `size`. */
  findValue(offset: Offset, mask: number, head: number, size: number, value: number): number {
    const { numbers } = this;
    // The latest comes first: attackers stay with an account for a while.
    for (let at = size - 1; at >= 0; at--)
      if (numbers[NUMBERS * (offset + ((head + at) & mask)) + VALUE] === value) return at;
    return -1;
  }

  setCount(place: number, count: number): void {
    this.numbers[NUMBERS * place + COUNT] = count;
  }

  setValue(place: number, value: number, companion: number): void {
    this.numbers[NUMBERS * place + VALUE] = value;
    this.numbers[NUMBERS * place + COMPANION] = companion;
  }

  time(place: number): EpochMs {
    return this.times[STRIDE * place] as EpochMs;
  }

  count(place: number): number {
    return this.numbers[NUMBERS * place + COUNT] as number;
  }

  line(place: number): LineId {
    return this.numbers[NUMBERS * place + LINE] as LineId;
  }

  value(place: number): number {
    return this.numbers[NUMBERS * place + VALUE] as number;
  }

  companion(place: number): number {
    return this.numbers[NUMBERS * place + COMPANION] as number;
  }

  held(place: number): HeldEvent {
    return { time: this.time(place), count: this.count(place), line: this.line(place) };
  }

  event(place: number): GroupEvent {
    return { time: this.time(place), count: this.count(place), kept: this.lines.read(this.line(place)) };
  }

  private grow(): void {
    const places = grownLength(Math.floor(this.times.length / STRIDE), this.used);
    const buffer = this.bytes.grow(STRIDE * TIME_BYTES * places);
    this.times = new Float64Array(buffer);
    this.numbers = new Int32Array(buffer);
  }
}
