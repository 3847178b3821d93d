import type { EpochMs } from '../../model/time.ts';
import { GrowingBytes } from '../growing-bytes.ts';
import { grownLength } from '../growth.ts';
import type { GroupEvent, HeldEvent } from './group-event.ts';
import type { LineId, LineStore } from './line-store.ts';

/** Where a run of places begins. */
type Offset = number;

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

/** Of the first place of a run that is free: the next one and the one before of its length, in the time's place; */
const NEXT = 0;
const PREVIOUS = 1;
const NONE = -1;
/** its count is this, less the logarithm of the length. No event counts less than nothing. */
const FREE = -1;
const LOGS = 27;

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
  /** By the logarithm of their length: the first of the runs to use again. */
  private readonly free = new Int32Array(LOGS).fill(NONE);

  constructor(private readonly lines: LineStore) {}

  /** A run of `2 ** log` places, which begins at a multiple of that. */
  take(log: number): Offset {
    let from = log;
    while (from < LOGS && this.free[from] === NONE) from++;
    if (from === LOGS) return this.append(log);
    const offset = this.free[from] as Offset;
    this.unlink(offset, from);
    while (from > log) {
      from--;
      this.link(offset + (1 << from), from);
    }
    return offset;
  }

  /**
   * With its neighbour, if that is free as well, it is one run of twice the length: in an attack all windows become longer one
   * after the other, and nobody would use again what they leave behind.
   */
  giveBack(offset: Offset, log: number): void {
    let start = offset;
    let length = log;
    for (; length < LOGS - 1; length++) {
      const neighbour = start ^ (1 << length);
      if (neighbour >= this.used || this.numbers[NUMBERS * neighbour + COUNT] !== FREE - length) break;
      this.unlink(neighbour, length);
      start = Math.min(start, neighbour);
    }
    this.link(start, length);
  }

  private append(log: number): Offset {
    const length = 1 << log;
    const offset = Math.ceil(this.used / length) * length;
    if (STRIDE * (offset + length) > this.times.length) this.grow(offset + length);
    while (this.used < offset) {
      const gap = this.used;
      const gapLog = 31 - Math.clz32(gap & -gap);
      this.used += 1 << gapLog;
      this.giveBack(gap, gapLog);
    }
    this.used = offset + length;
    return offset;
  }

  private link(offset: Offset, log: number): void {
    const { numbers, free } = this;
    const next = free[log] as Offset;
    numbers[NUMBERS * offset + NEXT] = next;
    numbers[NUMBERS * offset + PREVIOUS] = NONE;
    numbers[NUMBERS * offset + COUNT] = FREE - log;
    if (next !== NONE) numbers[NUMBERS * next + PREVIOUS] = offset;
    free[log] = offset;
  }

  private unlink(offset: Offset, log: number): void {
    const { numbers, free } = this;
    const next = numbers[NUMBERS * offset + NEXT] as Offset;
    const previous = numbers[NUMBERS * offset + PREVIOUS] as Offset;
    if (previous === NONE) free[log] = next;
    else numbers[NUMBERS * previous + NEXT] = next;
    if (next !== NONE) numbers[NUMBERS * next + PREVIOUS] = previous;
    numbers[NUMBERS * offset + COUNT] = 0;
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

  private grow(needed: number): void {
    const places = grownLength(Math.floor(this.times.length / STRIDE), needed);
    const buffer = this.bytes.grow(STRIDE * TIME_BYTES * places);
    this.times = new Float64Array(buffer);
    this.numbers = new Int32Array(buffer);
  }
}
