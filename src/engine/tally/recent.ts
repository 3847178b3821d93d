import type { DurationMs, EpochMs } from '../../model/time.ts';
import { float64s, float64sOf, uint32s, uint32sOf } from '../arrays/large-arrays.ts';
import { GRACE_MS } from '../limits.ts';
import { SavedList } from '../saved-list.ts';

/** Oldest first: time, source, count. */
export type SavedRecent = Iterable<readonly [EpochMs, number, number]>;

const MOST_LOOKED_AT = 16_384;

/**
 * The latest failures of all sources together, in a ring of fixed size: from it come the curve of one source and the
 * sparklines of the rows on screen. A ring for each source would cost memory for every address an attacker invents.
 */
export class RecentFailures {
  private next = 0;
  private filled = 0;

  constructor(
    private readonly capacity: number = 262_144,
    private readonly times = float64s(capacity),
    private readonly sources = uint32s(capacity),
    private readonly counts = uint32s(capacity),
  ) {}

  add(time: EpochMs, source: number, count: number): void {
    this.times[this.next] = time;
    this.sources[this.next] = source;
    this.counts[this.next] = count;
    this.next = this.next + 1 === this.capacity ? 0 : this.next + 1;
    if (this.filled < this.capacity) this.filled++;
  }

  /** Visits what is kept with `time > since`, newest first; stops at the first that is older by more than `GRACE_MS`. */
  visit(since: EpochMs, each: (time: EpochMs, source: number, count: number) => void): void {
    const { times, sources, counts } = this;
    for (let left = this.filled, at = this.next - 1; left > 0; left--, at--) {
      if (at < 0) at = this.capacity - 1;
      const time = times[at] as number;
      if (time > since) each(time, sources[at] as number, counts[at] as number);
      else if (time <= since - GRACE_MS) return;
    }
  }

  /**
   * Whether a source has so many with `since < time <= until`. True, too, when `MOST_LOOKED_AT` of all sources say nothing: a look
   * at all of them at each login of an attack would hold up its reader.
   */
  hasAtLeast(wanted: number, source: number, since: EpochMs, until: EpochMs): boolean {
    let found = 0;
    let at = this.next;
    for (let looked = 0; looked < this.filled; looked++) {
      if (looked === MOST_LOOKED_AT) return true;
      at = at === 0 ? this.capacity - 1 : at - 1;
      const time = this.times[at] as number;
      if (time <= since - GRACE_MS) return false;
      if (this.sources[at] !== source || time <= since || time > until) continue;
      found += this.counts[at] as number;
      if (found >= wanted) return true;
    }
    return false;
  }

  /** What came within the last `span`, as it stands now. */
  save(span: DurationMs): SavedRecent {
    const { capacity, times, sources, counts, next, filled } = this;
    const copy = new RecentFailures(
      ...([capacity, float64sOf(times), uint32sOf(sources), uint32sOf(counts)] as const),
    );
    Object.assign(copy, { next, filled });
    return new SavedList(() => copy.latest(span));
  }

  private *latest(span: DurationMs): SavedRecent {
    const { times, sources, counts } = this;
    const since = times.reduce((latest, time) => Math.max(latest, time), 0) - span;
    const at = (back: number): number => (this.next - back + this.capacity) % this.capacity;
    let oldest = 0;
    while (oldest < this.filled && (times[at(oldest + 1)] as number) > since - span) oldest++;
    for (let back = oldest; back > 0; back--) {
      const place = at(back);
      const time = times[place] as EpochMs;
      if (time > since) yield [time, sources[place] as number, counts[place] as number];
    }
  }

  restore(saved: SavedRecent): void {
    for (const [time, source, count] of saved) this.add(time, source, count);
  }
}
