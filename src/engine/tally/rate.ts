import { type DurationMs, type EpochMs, SECOND_MS } from '../../model/time.ts';

/** The window of every rate on screen: failures in the last 10 s. */
export const RATE_WINDOW_S = 10;

export type SavedRate = { readonly newest: number; readonly ring: readonly number[] };

/**
 * Counts per second over the latest `seconds`, in a ring. Times before the ring are let go:
 * a screen shows the recent past, exact peaks are kept by `SlidingPeak`.
 */
export class Rate {
  private readonly ring: Uint32Array;
  private newest = -1;
  /** Where the newest second stands in the ring. */
  private newestAt = 0;

  constructor(private readonly seconds: number) {
    this.ring = new Uint32Array(seconds);
  }

  add(time: EpochMs, count: number): void {
    const second = Math.floor(time / SECOND_MS);
    if (second > this.newest) this.advance(second);
    else if (second <= this.newest - this.seconds) return;
    // Most events are of the newest second; a remainder costs as much as all else here.
    const at = second === this.newest ? this.newestAt : second % this.seconds;
    this.ring[at] = (this.ring[at] as number) + count;
  }

  /** `points` rates that end at `end`, evenly over `span`; each is the highest within its step, so that no peak is lost. */
  series(end: EpochMs, span: DurationMs, points: number): number[] {
    const seconds = Math.max(1, Math.round(span / SECOND_MS));
    return resample(this.slidingSums(Math.floor(end / SECOND_MS), seconds), points);
  }

  save(): SavedRate {
    return { newest: this.newest, ring: [...this.ring] };
  }

  restore({ newest, ring }: SavedRate): void {
    this.newest = newest;
    this.newestAt = Math.max(newest, 0) % this.seconds;
    this.ring.set(ring);
  }

  /** For each of the `seconds` up to `last`: the sum over the 10 s that end with it. */
  private slidingSums(last: number, seconds: number): number[] {
    const first = last - seconds + 1;
    const sums: number[] = [];
    let sum = 0;
    for (let second = first - RATE_WINDOW_S + 1; second <= last; second++) {
      sum +=
        this.second(second) -
        (second - RATE_WINDOW_S >= first - RATE_WINDOW_S + 1 ? this.second(second - RATE_WINDOW_S) : 0);
      if (second >= first) sums.push(sum);
    }
    return sums;
  }

  private second(second: number): number {
    if (second > this.newest || second <= this.newest - this.seconds || second < 0) return 0;
    return this.ring[second % this.seconds] as number;
  }

  private advance(second: number): void {
    if (second - this.newest >= this.seconds) this.ring.fill(0);
    else for (let clear = this.newest + 1; clear <= second; clear++) this.ring[clear % this.seconds] = 0;
    this.newest = second;
    this.newestAt = second % this.seconds;
  }
}

/** Stretches or shrinks to `points` values; a point takes the highest of what falls on it. */
function resample(values: readonly number[], points: number): number[] {
  return Array.from({ length: points }, (_, point) => {
    const from = Math.floor((point * values.length) / points);
    const to = Math.max(from + 1, Math.floor(((point + 1) * values.length) / points));
    return Math.max(...values.slice(from, to));
  });
}
