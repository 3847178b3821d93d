import { type EpochMs, SECOND_MS } from '../../model/time.ts';
import { Bursts, type SavedBurst } from './bursts.ts';
import { type Baseline, baselineOf, rarity } from './unusual.ts';

/** Seconds of the sliding window that is judged, and of each past one that it is compared with. */
export const WINDOW_S = 20;
/** Half an hour of past windows: longer, and the curve of the day would lag behind. */
const MOST_WINDOWS = 90;
/** Warm-up: a quarter of an hour. */
export const WARM_UP_WINDOWS = 45;
/** Windows after which the usual level is computed anew: once a minute. */
const BASELINE_HOLDS = 3;
/** While it goes on, it is reported again this often. */
const TOLD_EVERY_S = 10;

/** A window that is out of the ordinary. */
export type Unusual = {
  readonly seen: number;
  readonly expected: number;
  /** One window in 10 to this power. */
  readonly exponent: number;
};

export type SavedSeries = {
  readonly second: number | null;
  readonly recent: readonly number[];
  readonly filling: number;
  readonly windows: readonly number[];
  readonly toldAt: number;
  readonly baseline: Baseline | null;
  readonly closed: number;
  /** Absent in what an earlier version saved. */
  readonly bursts?: readonly SavedBurst[];
};

/** Counts of one kind of event of one log, by the time in the events. */
export class VolumeSeries {
  /** The newest, counted from the epoch. */
  private second: number | null = null;
  /** Its place in `recent`: most events are of it, and a remainder costs as much as all else. */
  private secondAt = 0;
  /** By second modulo `WINDOW_S`. */
  private recent = new Float64Array(WINDOW_S);
  private sum = 0;
  /** Count of the window that is being filled, from one multiple of `WINDOW_S` to the next. */
  private filling = 0;
  private windows: number[] = [];
  private toldAt = Number.NEGATIVE_INFINITY;
  private baseline: Baseline | null = null;
  /** Windows closed since the baseline was found. */
  private closed = 0;
  private readonly bursts = new Bursts();

  /** `learns`: bursts that come again and again are told twice only. */
  constructor(private readonly learns = false) {}

  /** Takes `count` events in; what is unusual, told once and then every ten seconds. */
  add(time: EpochMs, count: number): Unusual | null {
    const second = Math.floor(time / SECOND_MS);
    const before = this.second ?? this.begin(second);
    if (second > before) this.advance(second);
    // It is late by more than the window, which does not count it any more.
    else if (second <= before - WINDOW_S) return null;
    const at = second === this.second ? this.secondAt : second % WINDOW_S;
    this.recent[at] = (this.recent[at] as number) + count;
    this.sum += count;
    this.filling += count;
    return this.judge();
  }

  save(): SavedSeries {
    const { second, recent, filling, windows, toldAt, baseline, closed, bursts } = this;
    const told = Number.isFinite(toldAt) ? toldAt : 0;
    return {
      ...{ second, filling, baseline, closed, toldAt: told },
      ...{ recent: [...recent], windows: [...windows], bursts: bursts.save() },
    };
  }

  restore({ second, recent, filling, windows, toldAt, baseline, closed, bursts }: SavedSeries): void {
    if (second !== null) this.begin(second);
    this.recent = Float64Array.from(recent);
    this.sum = recent.reduce((sum, count) => sum + count, 0);
    this.filling = filling;
    this.windows = [...windows];
    this.toldAt = toldAt;
    this.baseline = baseline;
    this.closed = closed;
    this.bursts.restore(bursts ?? []);
  }

  private begin(second: number): number {
    this.second = second;
    this.secondAt = second % WINDOW_S;
    return second;
  }

  private judge(): Unusual | null {
    if (this.windows.length < WARM_UP_WINDOWS) return null;
    const { expected, spread, threshold } = this.usual();
    const { sum } = this;
    const second = this.second ?? 0;
    if (sum < threshold) return null;
    if (this.learns && this.bursts.isUsual(second, sum)) return null;
    if (second - this.toldAt < TOLD_EVERY_S) return null;
    this.toldAt = second;
    const exponent = Math.floor(rarity(sum, expected) / spread / Math.LN10);
    return { seen: sum, expected: Math.round(expected * 10) / 10, exponent };
  }

  private usual(): Baseline {
    if (this.baseline === null || this.closed >= BASELINE_HOLDS) {
      this.baseline = baselineOf(this.windows);
      this.closed = 0;
    }
    return this.baseline;
  }

  private advance(to: number): void {
    const from = this.second ?? to;
    // After a silence longer than all that is remembered nothing of it is left to go through.
    for (let second = Math.max(from + 1, to - MOST_WINDOWS * WINDOW_S); second <= to; second++) {
      if (second % WINDOW_S === 0) this.close();
      const at = second % WINDOW_S;
      this.sum -= this.recent[at] as number;
      this.recent[at] = 0;
    }
    this.begin(to);
  }

  private close(): void {
    this.windows.push(this.filling);
    if (this.windows.length > MOST_WINDOWS) this.windows.shift();
    this.filling = 0;
    this.closed++;
  }
}
