import type { DurationMs, EpochMs } from '../../model/time.ts';

/** Most counts in any half-open window `(t - span, t]`. Equal times share an entry; over `limit` entries the oldest go. */
export class SlidingPeak {
  peak = 0;
  private sum = 0;
  private start = 0;
  private readonly times: EpochMs[] = [];
  private readonly counts: number[] = [];

  constructor(
    private readonly span: DurationMs,
    private readonly limit = 10_000,
  ) {}

  add(time: EpochMs, count: number): void {
    const last = this.times.length - 1;
    if (last >= this.start && (this.times[last] as number) >= time)
      this.counts[last] = (this.counts[last] as number) + count;
    else {
      this.times.push(time);
      this.counts.push(count);
    }
    this.sum += count;
    const newest = this.times[this.times.length - 1] as number;
    while (
      (this.times[this.start] as number) <= newest - this.span ||
      this.times.length - this.start > this.limit
    ) {
      this.sum -= this.counts[this.start] as number;
      this.start++;
    }
    if (this.start > 32 && this.start * 2 > this.times.length) {
      this.times.splice(0, this.start);
      this.counts.splice(0, this.start);
      this.start = 0;
    }
    if (this.sum > this.peak) this.peak = this.sum;
  }
}
