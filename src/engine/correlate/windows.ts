import type { DurationMs } from '../../model/time.ts';
import { GRACE_MS } from '../limits.ts';
import { EventPool, NOWHERE, type Place } from './event-pool.ts';
import type { GroupEvent } from './group-event.ts';
import type { LineId, LineStore } from './line-store.ts';

/** What a window is asked for: how far back, from which sum on nothing changes any more, and whether resets count. */
export type Count = { readonly span: DurationMs; readonly enough: number; readonly sinceReset: boolean };

/** How long events stay in a window, and how many at most. */
export type WindowBounds = { readonly span: DurationMs; readonly capacity: number };

/** Number of one window; a group's windows are linked one after the other. */
export type WindowId = number;
export const NO_WINDOW: WindowId = 0;

/** Fields of a window, eight numbers side by side. */
const STRIDE = 8;
const COLUMN = 0;
const NEXT = 1;
const NEWEST = 2;
const OLDEST = 3;
/** The event added last. */
const LATEST = 4;
/** The newest event at the last reset: it and all that are older came before. */
const RESET = 5;
const SIZE = 6;
/** Sum of the counts of all its events. */
const TOTAL = 7;

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
    return window;
  }

  /** Lets go of all windows linked from `first`. */
  closeAll(first: WindowId): void {
    for (let window = first; window !== NO_WINDOW; ) {
      while (this.get(window, SIZE) > 0) this.dropOldest(window);
      const next = this.get(window, NEXT);
      this.set(window, NEXT, this.free);
      this.free = window;
      window = next;
    }
  }

  add(window: WindowId, time: number, count: number, line: LineId, bounds: WindowBounds): void {
    const { pool } = this;
    const place = pool.take(time, count, line);
    let older = this.get(window, NEWEST);
    let newer = NOWHERE;
    while (older !== NOWHERE && pool.time(older) > time) {
      newer = older;
      older = pool.older(older);
    }
    pool.link(older, place);
    pool.link(place, newer);
    if (older === NOWHERE) this.set(window, OLDEST, place);
    if (newer === NOWHERE) this.set(window, NEWEST, place);
    this.set(window, LATEST, place);
    this.set(window, SIZE, this.get(window, SIZE) + 1);
    this.set(window, TOTAL, this.get(window, TOTAL) + count);
    this.letGo(window, bounds);
  }

  /** From now on, counts that are `sinceReset` begin anew. */
  reset(window: WindowId): void {
    this.set(window, RESET, this.get(window, NEWEST));
  }

  /** The sum over all that is kept: no sum over a part of it is higher. */
  total(window: WindowId): number {
    return this.get(window, TOTAL);
  }

  /** The highest sum of any window that holds the event added last; may stop counting at `enough`. */
  sum(window: WindowId, count: Count): number {
    const { pool } = this;
    const latest = this.get(window, LATEST);
    const stop = this.stopOf(window, count);
    if (latest === this.get(window, NEWEST)) return this.sumEndingAt(latest, stop, count);
    if (stop !== NOWHERE && this.isBehind(latest, stop)) return 0;
    let best = 0;
    const until = pool.time(latest) + count.span;
    for (let end = latest; end !== NOWHERE && pool.time(end) < until; end = pool.newer(end)) {
      best = Math.max(best, this.sumEndingAt(end, stop, count));
    }
    return best;
  }

  /** The events that a count of the newest window takes in. */
  counted(window: WindowId, count: Count): GroupEvent[] {
    const { pool } = this;
    const newest = this.get(window, NEWEST);
    const stop = this.stopOf(window, count);
    const start = pool.time(newest) - count.span;
    const events: GroupEvent[] = [];
    for (let at = newest; at !== stop && pool.time(at) > start; at = pool.older(at))
      events.push(pool.event(at));
    return events.reverse();
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
    const { pool } = this;
    const stop = this.stopOf(window, count);
    let start = this.get(window, NEWEST);
    let sum = 0;
    for (let end = start; end !== stop; end = pool.older(end)) {
      const from = pool.time(end) - count.span;
      for (; start !== stop && pool.time(start) > from; start = pool.older(start)) {
        sum += pool.count(start);
      }
      if (holds(sum)) return this.runEndingAt(end, least);
      sum -= pool.count(end);
    }
    return null;
  }

  save(window: WindowId): SavedWindow {
    const { pool } = this;
    const events: GroupEvent[] = [];
    let latest = 0;
    let reset = 0;
    for (let at = this.get(window, OLDEST); at !== NOWHERE; at = pool.newer(at)) {
      if (at === this.get(window, LATEST)) latest = events.length;
      events.push(pool.event(at));
      if (at === this.get(window, RESET)) reset = events.length;
    }
    return { column: this.get(window, COLUMN), events, latest, reset };
  }

  /** A saved window, linked before `next`. */
  restore({ column, events, latest, reset }: SavedWindow, next: WindowId): WindowId {
    const window = this.open(column, next);
    const everything = { span: Number.POSITIVE_INFINITY, capacity: Number.POSITIVE_INFINITY };
    const places = events.map(({ time, count, kept }) => {
      const line = this.lines.keep(kept, kept.raw, kept.user);
      this.add(window, time, count, line, everything);
      this.lines.release(line);
      return this.get(window, LATEST);
    });
    this.set(window, LATEST, places[latest] ?? NOWHERE);
    this.set(window, RESET, places[reset - 1] ?? NOWHERE);
    return window;
  }

  *linked(first: WindowId): Iterable<WindowId> {
    for (let window = first; window !== NO_WINDOW; window = this.get(window, NEXT)) yield window;
  }

  /** Where a count ends at the latest: nothing at or before it is taken in. */
  private stopOf(window: WindowId, { sinceReset }: Count): Place {
    return sinceReset ? this.get(window, RESET) : NOWHERE;
  }

  /** Whether `place` came before the reset, of which `reset` is the newest event. */
  private isBehind(place: Place, reset: Place): boolean {
    let at = place;
    while (at !== NOWHERE && at !== reset) at = this.pool.newer(at);
    return at === reset;
  }

  private sumEndingAt(last: Place, stop: Place, { span, enough }: Count): number {
    const { pool } = this;
    const start = pool.time(last) - span;
    let sum = 0;
    for (let at = last; at !== stop && sum < enough && pool.time(at) > start; at = pool.older(at)) {
      sum += pool.count(at);
    }
    return sum;
  }

  private runEndingAt(end: Place, least: number): GroupEvent[] {
    const { pool } = this;
    const run: GroupEvent[] = [];
    for (let at = end, sum = 0; at !== NOWHERE && sum < least; at = pool.older(at)) {
      run.push(pool.event(at));
      sum += pool.count(at);
    }
    return run.reverse();
  }

  private letGo(window: WindowId, { span, capacity }: WindowBounds): void {
    const { pool } = this;
    const oldest = pool.time(this.get(window, NEWEST)) - span - GRACE_MS;
    while (this.get(window, SIZE) > capacity || pool.time(this.get(window, OLDEST)) <= oldest) {
      this.dropOldest(window);
    }
  }

  private dropOldest(window: WindowId): void {
    const { pool } = this;
    const place = this.get(window, OLDEST);
    const next = pool.newer(place);
    pool.link(NOWHERE, next);
    this.set(window, OLDEST, next);
    if (next === NOWHERE) this.set(window, NEWEST, NOWHERE);
    if (place === this.get(window, LATEST)) this.set(window, LATEST, next);
    if (place === this.get(window, RESET)) this.set(window, RESET, NOWHERE);
    this.set(window, SIZE, this.get(window, SIZE) - 1);
    this.set(window, TOTAL, this.get(window, TOTAL) - pool.count(place));
    pool.giveBack(place);
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
