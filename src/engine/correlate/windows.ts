import type { DurationMs, EpochMs } from '../../model/time.ts';
import { GRACE_MS } from '../limits.ts';
import { EventPool } from './event-pool.ts';
import type { GroupEvent, HeldEvent } from './group-event.ts';
import type { LineId, LineStore } from './line-store.ts';

/**
 * What a window is asked for: how far back, below which sum the answer does not matter, from which on nothing changes
 * any more, and whether resets count.
 */
export type Count = {
  readonly span: DurationMs;
  readonly least: number;
  readonly enough: number;
  readonly sinceReset: boolean;
};

/** How long events stay in a window, and how many at most. */
export type WindowBounds = { readonly span: DurationMs; readonly capacity: number };

/** Number of one window; a group's windows are linked one after the other. */
export type WindowId = number;
export const NO_WINDOW: WindowId = 0;

/** Fields of a window, numbers side by side. */
const STRIDE = 8;
const COLUMN = 0;
const NEXT = 1;
/** Its run of places: 32 times where it begins, plus the logarithm of its length. */
const RUN = 2;
const LOG_BITS = 5;
const LOG_MASK = (1 << LOG_BITS) - 1;
/** Where in the run the oldest event stands; the others follow, round and round. */
const HEAD = 3;
const SIZE = 4;
/** Which event was added last, counted from the oldest. */
const LATEST = 5;
/** How many of the oldest came before the last reset. */
const RESET = 6;
/** Sum of the counts of all its events. */
const TOTAL = 7;

const FIRST_LOG = 1;

export type SavedWindow = {
  readonly column: number;
  /** Oldest first. */
  readonly events: readonly GroupEvent[];
  /** Index of the event added last, and how many came before the last reset. */
  readonly latest: number;
  readonly reset: number;
};

/**
 * The latest events of each group in order of their time. Rules that count the same events share one window: each asks
 * for the sum over its own sliding half-open window `(t - span, t]` (six events at exactly 2 s spacing span 10 s and
 * are not six in 10 s). Late events (within the grace) are put in their place.
 *
 * Bounded: beyond `capacity` the oldest are let go, which never changes whether a threshold up to half of it is reached.
 */
export class Windows {
  private readonly pool: EventPool;
  private rows = new Int32Array(STRIDE * 256);
  private used = 1;
  private free: WindowId = NO_WINDOW;

  constructor(private readonly lines: LineStore) {
    this.pool = new EventPool(lines);
  }

  /** The window of this column among those linked from `first`; `NO_WINDOW` when there is none. */
  find(first: WindowId, column: number): WindowId {
    let window = first;
    while (window !== NO_WINDOW && this.get(window, COLUMN) !== column) window = this.get(window, NEXT);
    return window;
  }

  /** A new, empty one, linked before `next`. */
  open(column: number, next: WindowId): WindowId {
    let window = this.free;
    if (window !== NO_WINDOW) this.free = this.get(window, NEXT);
    else {
      window = this.used++;
      if (STRIDE * this.used > this.rows.length) this.grow();
    }
    this.rows.fill(0, STRIDE * window, STRIDE * (window + 1));
    this.set(window, COLUMN, column);
    this.set(window, NEXT, next);
    this.setRun(window, this.pool.take(FIRST_LOG), FIRST_LOG);
    return window;
  }

  /** Lets go of all windows linked from `first`. */
  closeAll(first: WindowId): void {
    for (let window = first; window !== NO_WINDOW; ) {
      while (this.get(window, SIZE) > 0) this.dropOldest(window);
      this.pool.giveBack(this.offset(window), this.log(window));
      const next = this.get(window, NEXT);
      this.set(window, NEXT, this.free);
      this.free = window;
      window = next;
    }
  }

  add(window: WindowId, time: EpochMs, count: number, line: LineId, bounds: WindowBounds): void {
    // What goes anyway makes room first.
    this.dropUpTo(window, time - bounds.span - GRACE_MS);
    const size = this.get(window, SIZE);
    if (size === 1 << this.log(window)) this.lengthen(window);
    let at = size;
    while (at > 0 && this.time(window, at - 1) > time) {
      this.pool.move(this.place(window, at - 1), this.place(window, at));
      at--;
    }
    this.pool.put(this.place(window, at), time, count, line);
    this.set(window, SIZE, size + 1);
    this.set(window, LATEST, at);
    if (at < this.get(window, RESET)) this.set(window, RESET, this.get(window, RESET) + 1);
    this.set(window, TOTAL, this.get(window, TOTAL) + count);
    if (at < size) this.dropUpTo(window, this.time(window, size) - bounds.span - GRACE_MS);
    while (this.get(window, SIZE) > bounds.capacity) this.dropOldest(window);
  }

  /** From now on, counts that are `sinceReset` begin anew. */
  reset(window: WindowId): void {
    this.set(window, RESET, this.get(window, SIZE));
  }

  /** The sum over all that is kept: no sum over a part of it is higher. */
  total(window: WindowId): number {
    return this.get(window, TOTAL);
  }

  /** The highest sum of any window that holds the event added last; exact from `least` to `enough` only. */
  sum(window: WindowId, count: Count): number {
    const latest = this.get(window, LATEST);
    const newest = this.get(window, SIZE) - 1;
    const first = count.sinceReset ? this.get(window, RESET) : 0;
    if (latest === newest) return this.sumEndingAt(window, newest, first, count);
    if (latest < first) return 0;
    let best = 0;
    const until = this.time(window, latest) + count.span;
    for (let end = latest; end <= newest && this.time(window, end) < until; end++) {
      best = Math.max(best, this.sumEndingAt(window, end, first, count));
    }
    return best;
  }

  /** The events of which `sum` told the highest sum: those of the earliest window that reaches it. */
  counted(window: WindowId, count: Count, sum: number): HeldEvent[] {
    const first = count.sinceReset ? this.get(window, RESET) : 0;
    const newest = this.get(window, SIZE) - 1;
    const wanted = Math.min(sum, count.enough);
    let end = this.get(window, LATEST);
    while (end < newest && this.sumEndingAt(window, end, first, count) < wanted) end++;
    const start = this.time(window, end) - count.span;
    let from = end + 1;
    while (from > first && this.time(window, from - 1) > start) from--;
    const events: HeldEvent[] = [];
    for (let at = from; at <= end; at++) events.push(this.pool.held(this.place(window, at)));
    return events;
  }

  /**
   * The latest time that `holds` was true of the sum: the shortest run of events that counts at least `least` and ends
   * there. Null when it never was, as far as the window reaches.
   */
  latestRun(
    window: WindowId,
    count: Count,
    least: number,
    holds: (sum: number) => boolean,
  ): GroupEvent[] | null {
    const first = count.sinceReset ? this.get(window, RESET) : 0;
    let start = this.get(window, SIZE) - 1;
    let sum = 0;
    for (let end = start; end >= first; end--) {
      const from = this.time(window, end) - count.span;
      for (; start >= first && this.time(window, start) > from; start--) {
        sum += this.pool.count(this.place(window, start));
      }
      if (holds(sum)) return this.runEndingAt(window, end, least);
      sum -= this.pool.count(this.place(window, end));
    }
    return null;
  }

  save(window: WindowId): SavedWindow {
    return {
      column: this.get(window, COLUMN),
      events: this.events(window, 0, this.get(window, SIZE) - 1),
      latest: this.get(window, LATEST),
      reset: this.get(window, RESET),
    };
  }

  /** A saved window, linked before `next`. */
  restore({ column, events, latest, reset }: SavedWindow, next: WindowId): WindowId {
    const window = this.open(column, next);
    const everything = { span: Number.POSITIVE_INFINITY, capacity: Number.POSITIVE_INFINITY };
    for (const { time, count, kept } of events) {
      const line = this.lines.keep(kept, kept.raw, kept.user);
      this.add(window, time, count, line, everything);
      this.lines.release(line);
    }
    this.set(window, LATEST, latest);
    this.set(window, RESET, reset);
    return window;
  }

  *linked(first: WindowId): Iterable<WindowId> {
    for (let window = first; window !== NO_WINDOW; window = this.get(window, NEXT)) yield window;
  }

  private sumEndingAt(window: WindowId, last: number, first: number, count: Count): number {
    const start = this.time(window, last) - count.span;
    // Nearly always each event counts one: then two looks tell most.
    if (this.get(window, TOTAL) === this.get(window, SIZE)) {
      if (!this.isWithin(window, last - count.least + 1, first, start)) return 0;
      if (this.isWithin(window, last - count.enough + 1, first, start)) return count.enough;
    }
    let sum = 0;
    for (let at = last; at >= first && sum < count.enough && this.time(window, at) > start; at--) {
      sum += this.pool.count(this.place(window, at));
    }
    return sum;
  }

  private isWithin(window: WindowId, at: number, first: number, start: EpochMs): boolean {
    return at >= first && this.time(window, at) > start;
  }

  private runEndingAt(window: WindowId, end: number, least: number): GroupEvent[] {
    let from = end + 1;
    for (let sum = 0; from > 0 && sum < least; from--) sum += this.pool.count(this.place(window, from - 1));
    return this.events(window, from, end);
  }

  private events(window: WindowId, from: number, to: number): GroupEvent[] {
    const events: GroupEvent[] = [];
    for (let at = from; at <= to; at++) events.push(this.pool.event(this.place(window, at)));
    return events;
  }

  private dropUpTo(window: WindowId, time: EpochMs): void {
    while (this.get(window, SIZE) > 0 && this.time(window, 0) <= time) this.dropOldest(window);
  }

  private dropOldest(window: WindowId): void {
    const place = this.place(window, 0);
    this.pool.release(place);
    this.set(window, TOTAL, this.get(window, TOTAL) - this.pool.count(place));
    this.set(window, HEAD, (this.get(window, HEAD) + 1) & ((1 << this.log(window)) - 1));
    this.set(window, SIZE, this.get(window, SIZE) - 1);
    this.set(window, LATEST, Math.max(0, this.get(window, LATEST) - 1));
    this.set(window, RESET, Math.max(0, this.get(window, RESET) - 1));
  }

  /** Twice the places, the oldest event at the first of them. */
  private lengthen(window: WindowId): void {
    const { pool } = this;
    const log = this.log(window);
    const offset = pool.take(log + 1);
    const size = this.get(window, SIZE);
    for (let at = 0; at < size; at++) pool.move(this.place(window, at), offset + at);
    pool.giveBack(this.offset(window), log);
    this.setRun(window, offset, log + 1);
    this.set(window, HEAD, 0);
  }

  private time(window: WindowId, at: number): EpochMs {
    return this.pool.times[this.place(window, at)] as EpochMs;
  }

  private place(window: WindowId, at: number): number {
    const row = STRIDE * window;
    const { rows } = this;
    const run = rows[row + RUN] as number;
    const mask = (1 << (run & LOG_MASK)) - 1;
    return (run >> LOG_BITS) + (((rows[row + HEAD] as number) + at) & mask);
  }

  private offset(window: WindowId): number {
    return this.get(window, RUN) >> LOG_BITS;
  }

  private log(window: WindowId): number {
    return this.get(window, RUN) & LOG_MASK;
  }

  private setRun(window: WindowId, offset: number, log: number): void {
    this.set(window, RUN, (offset << LOG_BITS) | log);
  }

  private get(window: WindowId, field: number): number {
    return this.rows[STRIDE * window + field] as number;
  }

  private set(window: WindowId, field: number, value: number): void {
    this.rows[STRIDE * window + field] = value;
  }

  private grow(): void {
    const larger = new Int32Array(2 * this.rows.length);
    larger.set(this.rows);
    this.rows = larger;
  }
}
