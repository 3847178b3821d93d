import { type EpochMs, SECOND_MS } from '../../../model/time.ts';

/** Seconds kept: an hour of the curve. */
const SECONDS = 3600;
const SPAN_SECONDS = 10;

/** SYN without ACK, second by second, for the curve. */
export class SynRate {
  newest = 0;
  private readonly counts = new Uint32Array(SECONDS);
  private readonly seconds = new Float64Array(SECONDS);

  /** Every second takes the same way: V8 then compiles it once, and not again when a new one comes. */
  add(time: EpochMs): void {
    const second = Math.floor(time / SECOND_MS);
    const at = (second >>> 0) % SECONDS;
    const known = this.seconds[at] as number;
    if (known > second) return;
    this.counts[at] = known === second ? (this.counts[at] as number) + 1 : 1;
    this.seconds[at] = second;
    this.newest = Math.max(this.newest, second);
  }

  /** SYN in the ten seconds up to and with this one. */
  tenUpTo(second: number): number {
    let sum = 0;
    for (let back = 0; back < SPAN_SECONDS; back++) sum += this.at(second - back);
    return sum;
  }

  private at(second: number): number {
    const at = (second >>> 0) % SECONDS;
    return this.seconds[at] === second ? (this.counts[at] as number) : 0;
  }
}
