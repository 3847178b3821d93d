import type { EpochMs } from '../../../model/time.ts';

/** Seconds kept: an hour of the curve. */
const SECONDS = 3600;
const SPAN_SECONDS = 10;

/** SYN without ACK, second by second, for the curve. */
export class SynRate {
  newest = 0;
  private readonly counts = new Uint32Array(SECONDS);
  private readonly seconds = new Float64Array(SECONDS);

  add(time: EpochMs): void {
    const second = Math.floor(time / 1000);
    const at = second % SECONDS;
    if (this.seconds[at] !== second) {
      if ((this.seconds[at] as number) > second) return;
      this.seconds[at] = second;
      this.counts[at] = 0;
    }
    this.counts[at] = (this.counts[at] as number) + 1;
    if (second > this.newest) this.newest = second;
  }

  /** SYN in the ten seconds up to and with this one. */
  tenUpTo(second: number): number {
    let sum = 0;
    for (let back = 0; back < SPAN_SECONDS; back++) sum += this.at(second - back);
    return sum;
  }

  private at(second: number): number {
    const at = ((second % SECONDS) + SECONDS) % SECONDS;
    return this.seconds[at] === second ? (this.counts[at] as number) : 0;
  }
}
