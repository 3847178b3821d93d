import type { EpochMs } from '../../../model/time.ts';
import { GrowingBytes } from '../../arrays/growing-bytes.ts';
import { grownLength } from '../../arrays/growth.ts';
import type { GroupEvent, HeldEvent } from '../lines/group-event.ts';
import type { LineId, LineStore } from '../lines/line-store.ts';
import { restOf, wholeTime } from './split-time.ts';

/** Where a run of places begins. */
type Offset = number;

/**
 * Each event is a row of 32-bit numbers: the lower bits of its time; its count together with the rest of its time; its line;
 * and, where values are told apart, its value and what came with it.
 */
const PLAIN = 3;
const TOLD = 5;
const CELL_BYTES = 4;
const TIME = 0;
const COUNT = 1;
const LINE = 2;
const VALUE = 3;
const COMPANION = 4;

/** Bits of the cell that hold the count, which is `MAX_COUNT` at most. */
const COUNT_BITS = 17;
const COUNT_MASK = (1 << COUNT_BITS) - 1;
/** The rest of a time that does not fit: it is the time of the line. */
const ODD = -(1 << (31 - COUNT_BITS));

/** The first place of a free run holds the next and the previous free run of its length, where an event has its time and line; */
const NEXT = TIME;
const PREVIOUS = LINE;
const NONE = -1;
/** and, where an event has its count, this minus the logarithm of the length: no event has such a count. */
const FREE = -1;
const LOGS = 27;
/** Places there is room for at first. */
const FEWEST = 1024;

/**
 * The events of all windows: runs of places, each a power of two long, in an array of numbers. Under attack there are tens
 * of thousands of short windows: as arrays of their own, strewn over the heap, each count waited for memory, and the
 * collector walked over all of them. In runs, a count is a look at one or two places beside each other.
 */
export class EventPool {
  private readonly stride: number;
  private numbers: Int32Array;
  private readonly bytes: GrowingBytes;
  private used = 0;
  /** For each length (by its logarithm) the first run that can be used again. */
  private readonly free = new Int32Array(LOGS).fill(NONE);

  /** `areTold`: each event has a value and what came with it. */
  constructor(
    private readonly lines: LineStore,
    readonly areTold: boolean,
  ) {
    this.stride = areTold ? TOLD : PLAIN;
    this.numbers = new Int32Array(this.stride * FEWEST);
    this.bytes = new GrowingBytes(this.numbers.buffer);
  }

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
      if (neighbour >= this.used || this.numbers[this.stride * neighbour + COUNT] !== FREE - length) break;
      this.unlink(neighbour, length);
      start = Math.min(start, neighbour);
    }
    this.link(start, length);
  }

  private append(log: number): Offset {
    const length = 1 << log;
    const offset = Math.ceil(this.used / length) * length;
    if (this.stride * (offset + length) > this.numbers.length) this.grow(offset + length);
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
    const { numbers, stride, free } = this;
    const next = free[log] as Offset;
    numbers[stride * offset + NEXT] = next;
    numbers[stride * offset + PREVIOUS] = NONE;
    numbers[stride * offset + COUNT] = FREE - log;
    if (next !== NONE) numbers[stride * next + PREVIOUS] = offset;
    free[log] = offset;
  }

  private unlink(offset: Offset, log: number): void {
    const { numbers, stride, free } = this;
    const next = numbers[stride * offset + NEXT] as Offset;
    const previous = numbers[stride * offset + PREVIOUS] as Offset;
    if (previous === NONE) free[log] = next;
    else numbers[stride * previous + NEXT] = next;
    if (next !== NONE) numbers[stride * next + PREVIOUS] = previous;
    numbers[stride * offset + COUNT] = 0;
  }

  /** `time`: that of the line. */
  put(place: number, time: EpochMs, count: number, line: LineId): void {
    const { numbers } = this;
    const at = this.stride * place;
    numbers[at + TIME] = time;
    numbers[at + COUNT] = (restOf(time, ODD) << COUNT_BITS) | count;
    numbers[at + LINE] = line;
  }

  /** Takes an event over from a pool without values; here it gets none. */
  move(pool: EventPool, from: number, to: number): void {
    const { numbers, stride } = pool;
    const end = stride * (from + 1);
    for (let at = stride * from, into = this.stride * to; at < end; at++, into++)
      this.numbers[into] = numbers[at] as number;
    if (stride < this.stride) this.setValue(to, 0, 0);
  }

  /** Where in a run of `mask + 1` places the value stands, counted from `head`; -1 when not among the first `size`. */
  findValue(offset: Offset, mask: number, head: number, size: number, value: number): number {
    const { numbers } = this;
    // The latest comes first: attackers stay with an account for a while.
    for (let at = size - 1; at >= 0; at--)
      if (numbers[TOLD * (offset + ((head + at) & mask)) + VALUE] === value) return at;
    return -1;
  }

  setCount(place: number, count: number): void {
    const at = this.stride * place + COUNT;
    this.numbers[at] = ((this.numbers[at] as number) & ~COUNT_MASK) | count;
  }

  setValue(place: number, value: number, companion: number): void {
    this.numbers[TOLD * place + VALUE] = value;
    this.numbers[TOLD * place + COMPANION] = companion;
  }

  time(place: number): EpochMs {
    const at = this.stride * place;
    const rest = (this.numbers[at + COUNT] as number) >> COUNT_BITS;
    if (rest === ODD) return this.lines.time(this.numbers[at + LINE] as LineId);
    return wholeTime(rest, this.numbers[at + TIME] as number);
  }

  count(place: number): number {
    return (this.numbers[this.stride * place + COUNT] as number) & COUNT_MASK;
  }

  line(place: number): LineId {
    return this.numbers[this.stride * place + LINE] as LineId;
  }

  value(place: number): number {
    return this.areTold ? (this.numbers[TOLD * place + VALUE] as number) : 0;
  }

  companion(place: number): number {
    return this.areTold ? (this.numbers[TOLD * place + COMPANION] as number) : 0;
  }

  held(place: number): HeldEvent {
    return { time: this.time(place), count: this.count(place), line: this.line(place) };
  }

  event(place: number): GroupEvent {
    return { time: this.time(place), count: this.count(place), kept: this.lines.read(this.line(place)) };
  }

  private grow(needed: number): void {
    const places = grownLength(Math.floor(this.numbers.length / this.stride), needed);
    this.numbers = new Int32Array(this.bytes.grow(CELL_BYTES * this.stride * places));
  }
}
