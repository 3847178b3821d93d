import { int32s } from '../../arrays/uncounted-arrays.ts';
import { mix } from '../table/hash.ts';

/** About how many different values each place got, by bits that they set (linear counting): good up to four times the bits. */
export class Distinct {
  private readonly words: Int32Array;
  private readonly each: number;

  /** `bits`: for each place, a power of two of 32 or more. */
  constructor(
    places: number,
    private readonly bits: number,
  ) {
    this.each = bits / 32;
    this.words = int32s(places * this.each);
  }

  add(place: number, value: number): void {
    const bit = mix(value) & (this.bits - 1);
    const at = place * this.each + (bit >> 5);
    this.words[at] = (this.words[at] as number) | (1 << (bit & 31));
  }

  estimate(place: number): number {
    const { bits, each } = this;
    let empty = bits;
    for (let at = place * each; at < (place + 1) * each; at++) empty -= bitsIn(this.words[at] as number);
    return Math.round(bits * Math.log(bits / Math.max(empty, 1)));
  }

  clear(place: number): void {
    this.words.fill(0, place * this.each, (place + 1) * this.each);
  }
}

function bitsIn(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
