import { type EpochMs, MINUTE_MS, SECOND_MS } from '../../../model/time.ts';
import { isDigit } from '../../digits.ts';
import { type OpenBlock, Words } from '../open-block.ts';

const COMMA = 44;
const DOT = 46;
const ZERO = 48;
/** `Words` are no shorter. */
const SHORTEST = 4;

/** Reads stamps that differ from one read before only in their seconds and fraction: `Nov 21 00:51:` is the same for a minute. */
export class UsualMinute {
  time: EpochMs = 0;
  private words: Words | null = null;
  private begin: EpochMs = 0;

  forget(): void {
    this.words = null;
  }

  /** A stamp up to its seconds, these, the fraction with its point or comma, and what all was read as. False when it is not usual. */
  learn(minute: string, seconds: string, fraction: string, time: EpochMs): boolean {
    this.forget();
    const ms = Number(seconds) * SECOND_MS + Number(fraction.slice(1, 4).padEnd(3, '0'));
    const begin = time - ms;
    // A leap second is another minute's first.
    if (Number(seconds) > 59 || begin % MINUTE_MS !== 0 || minute.length < SHORTEST) return false;
    this.words = new Words(minute);
    this.begin = begin;
    return true;
  }

  /** The place behind seconds and fraction of the stamp that begins at `start`; -1 when it is of another minute. */
  read({ bytes, view }: OpenBlock, start: number): number {
    const { words } = this;
    if (words === null || !words.standAt(view, start)) return -1;
    let at = start + words.length;
    const tens = (bytes[at] as number) - ZERO;
    const ones = (bytes[at + 1] as number) - ZERO;
    if (tens < 0 || tens > 5 || ones < 0 || ones > 9) return -1;
    let time = this.begin + (10 * tens + ones) * SECOND_MS;
    at += 2;
    if (bytes[at] === DOT || bytes[at] === COMMA) {
      let weight = 100;
      for (at++; isDigit(bytes[at] as number); at++) {
        time += weight * ((bytes[at] as number) - ZERO);
        weight = weight > 1 ? weight / 10 : 0;
      }
      if (weight === 100) return -1;
    }
    this.time = time;
    return at;
  }
}
