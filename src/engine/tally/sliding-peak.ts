import type { DurationMs, EpochMs } from '../../model/time.ts';

/** More entries than this in one window and the oldest go: only a flood of one source comes that far. */
const MOST = 10_000;

/**
 * Most counts in any half-open window `(t - span, t]`. Equal times share an entry.
 * Nearly every source is slow: for it the window holds one entry, kept in two fields and no list.
 */
export class SlidingPeak {
  peak = 0;
  private sum = 0;
  private newest: EpochMs = Number.NEGATIVE_INFINITY;
  private newestCount = 0;
  /** Entries before the newest, oldest first: time and count in turn, from `start` on. */
  private older: number[] | null = null;
  private start = 0;

  constructor(private readonly span: DurationMs) {}

  add(time: EpochMs, count: number): void {
    if (time <= this.newest) this.newestCount += count;
    else {
      if (this.newest > time - this.span) this.keepNewest();
      else this.sum -= this.newestCount;
      this.newest = time;
      this.newestCount = count;
    }
    this.sum += count;
    if (this.older !== null) this.letGo(this.older);
    if (this.sum > this.peak) this.peak = this.sum;
  }

  private keepNewest(): void {
    this.older ??= [];
    this.older.push(this.newest, this.newestCount);
  }

  private letGo(older: number[]): void {
    const oldest = this.newest - this.span;
    while (
      this.start < older.length &&
      ((older[this.start] as EpochMs) <= oldest || older.length - this.start > 2 * MOST)
    ) {
      this.sum -= older[this.start + 1] as number;
      this.start += 2;
    }
    if (this.start === older.length) {
      this.older = null;
      this.start = 0;
    } else if (this.start > 64 && this.start * 2 > older.length) {
      older.splice(0, this.start);
      this.start = 0;
    }
  }
}
