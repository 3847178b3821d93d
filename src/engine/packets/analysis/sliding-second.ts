import type { EpochMs } from '../../../model/time.ts';
import { int32s, uint32s } from '../../arrays/uncounted-arrays.ts';

/** A second is counted in parts, so that it may begin anywhere. */
const PARTS = 10;
const PART_MS = 1000 / PARTS;
/** Number of the first part: stamps go back, too. */
const MIDDLE = 2 ** 30;

/** How much came at each place within the last 1000 ms, and the most in any such span since the peak was cleared. */
export class SlidingSecond {
  private readonly parts: Uint32Array;
  private readonly lastPart: Int32Array;
  private readonly sums: Uint32Array;
  private readonly peaks: Uint32Array;
  /** The time from which parts are counted. */
  private origin: EpochMs | null = null;

  constructor(places: number) {
    this.parts = uint32s(places * PARTS);
    this.lastPart = int32s(places);
    this.sums = uint32s(places);
    this.peaks = uint32s(places);
  }

  begin(place: number, time: EpochMs): void {
    this.parts.fill(0, place * PARTS, (place + 1) * PARTS);
    this.lastPart[place] = this.partOf(time);
    this.sums[place] = 0;
    this.peaks[place] = 0;
  }

  /** Adds one; returns the sum of the last 1000 ms. */
  add(place: number, time: EpochMs): number {
    const last = this.lastPart[place] as number;
    // What comes late counts with the newest.
    const part = Math.max(last, this.partOf(time));
    for (let next = Math.max(last + 1, part - PARTS + 1); next <= part; next++) this.drop(place, next);
    this.lastPart[place] = part;
    const at = place * PARTS + ((part >>> 0) % PARTS);
    this.parts[at] = (this.parts[at] as number) + 1;
    const sum = (this.sums[place] as number) + 1;
    this.sums[place] = sum;
    if (sum > (this.peaks[place] as number)) this.peaks[place] = sum;
    return sum;
  }

  peak(place: number): number {
    return this.peaks[place] as number;
  }

  clearPeak(place: number): void {
    this.peaks[place] = 0;
  }

  /** What came in the part of which this one takes the place is over a second ago. */
  private drop(place: number, part: number): void {
    const at = place * PARTS + ((part >>> 0) % PARTS);
    this.sums[place] = (this.sums[place] as number) - (this.parts[at] as number);
    this.parts[at] = 0;
  }

  /** The number of the part of a time. In 32 bits: a remainder of larger numbers takes as long as the rest of a packet. */
  private partOf(time: EpochMs): number {
    this.origin ??= Math.floor(time / 1000) * 1000;
    return ((time - this.origin) / PART_MS + MIDDLE) | 0;
  }
}
