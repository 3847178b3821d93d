import { type EpochMs, MINUTE_MS, SECOND_MS } from '../../../model/time.ts';
import { type OpenBlock, Words } from '../open-block.ts';

const COMMA = 44;
const DOT = 46;
const ZERO = 48;
/** A stamp that is longer is not usual. */
const LONGEST = 48;

/** Up to the seconds, the seconds, the fraction, the zone. */
const STAMP = /^(.{1,24}:\d\d:)(\d\d)([.,]\d{1,9})?([^\d.,].*)?$/;

/** Reads a stamp that differs from one read before only in its seconds and their fraction: those of a minute. */
export class UsualStamp {
  time: EpochMs = 0;
  private minute: Words | null = null;
  /** Behind seconds and fraction. */
  private zone: readonly number[] = [];
  private minuteTime: EpochMs = 0;

  forget(): void {
    this.minute = null;
  }

  /** What a stamp was read as. */
  learn(stamp: string, time: EpochMs): void {
    this.minute = null;
    const parts = stamp.length > LONGEST ? null : STAMP.exec(stamp);
    if (parts === null) return;
    const [minute = '', seconds = '', fraction = '', zone = ''] = parts.slice(1);
    const ms = Number(seconds) * SECOND_MS + Number(fraction.slice(1, 4).padEnd(3, '0'));
    // A leap second is another minute's first.
    if (Number(seconds) > 59 || minute.length < 4) return;
    this.minute = new Words(minute);
    this.minuteTime = time - ms;
    if (this.minuteTime % MINUTE_MS !== 0) this.minute = null;
    this.zone = Array.from(zone, (sign) => sign.charCodeAt(0));
  }

  /** The place behind the stamp that begins at `start`; -1 when it is another. */
  read({ bytes, view }: OpenBlock, start: number): number {
    const { minute, zone } = this;
    if (minute === null || !minute.standAt(view, start)) return -1;
    let at = start + minute.length;
    const tens = (bytes[at] as number) - ZERO;
    const ones = (bytes[at + 1] as number) - ZERO;
    if (tens < 0 || tens > 5 || ones < 0 || ones > 9) return -1;
    let time = this.minuteTime + (10 * tens + ones) * SECOND_MS;
    at += 2;
    if (bytes[at] === DOT || bytes[at] === COMMA) {
      let weight = 100;
      for (at++; isDigit(bytes[at] as number); at++) {
        time += weight * ((bytes[at] as number) - ZERO);
        weight = weight > 1 ? weight / 10 : 0;
      }
      if (weight === 100) return -1;
    }
    for (const sign of zone) if (bytes[at++] !== sign) return -1;
    this.time = time;
    return at;
  }
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 57;
}
