import type { EpochMs } from '../../model/time.ts';

/** More than a screen can tell apart. */
const MOST_KEPT = 16_384;

/** When alerts opened, the latest of them: for the curve beside that of the failures. */
export class AlertTimes {
  private readonly times: EpochMs[] = [];
  private next = 0;

  add(time: EpochMs): void {
    this.times[this.next] = time;
    this.next = (this.next + 1) % MOST_KEPT;
  }

  /** How many opened in each of `points` equal steps from `start` to `end`. */
  counts(start: EpochMs, end: EpochMs, points: number): readonly number[] {
    const counts = new Array<number>(points).fill(0);
    const step = (end - start) / points;
    for (const time of this.times) {
      const at = Math.min(points - 1, Math.floor((time - start) / step));
      if (time >= start && time <= end && at >= 0) counts[at] = (counts[at] ?? 0) + 1;
    }
    return counts;
  }
}
