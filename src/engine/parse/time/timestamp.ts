import { retainText } from '../../../model/log-event.ts';
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../model/time.ts';
import { isDigit } from '../../digits.ts';
import { isAt } from '../text/is-at.ts';
import { civilDay, clockAt, digitsAt, monthAt } from './civil-time.ts';
import { TimeZone } from './time-zone.ts';

const SPACE = 32;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const COLON = 58;
const CLOCK_LENGTH = 'HH:MM:SS'.length;

/**
 * Reads the stamps of log lines. A stamp without zone is read in the zone of `begin`, one without year gets the
 * latest year that does not put it more than 24 h after `yearReference`.
 *
 * Each `read…` returns null when there is no such time, and leaves in `end` the place after the stamp
 * (`end === start`: nothing there looks like a stamp). The date of the last stamp is remembered: a stamp of the same
 * day costs one comparison of strings and its clock.
 */
export class StampReader {
  end = 0;
  private zone = new TimeZone('UTC');
  private yearLimit: EpochMs = 0;
  /** The last date as written, up to the clock, and its midnight by the wall clock. */
  private date = '';
  private midnight = 0;

  begin(timeZone: string, yearReference: EpochMs): void {
    if (this.zone.name !== timeZone) this.zone = new TimeZone(timeZone);
    this.yearLimit = yearReference + DAY_MS;
    this.date = '';
  }

  /** Whether stamps without a year that differ from this one by seconds may be of another year. */
  isAtLimit(time: EpochMs): boolean {
    return Math.abs(time - this.yearLimit) <= MINUTE_MS;
  }

  /** RFC 3164 (`Nov 21 00:51:51`, also with a year after the day, a fraction) or RFC 3339. */
  readSyslog(text: string, start: number): EpochMs | null {
    if (isDigit(text.charCodeAt(start))) return this.readRfc3339(text, start);
    // Where the clock should be, a year may be: `Nov 20 2026 10:00:07` behind `Nov 20 10:00:06`.
    const same = this.isSameDay(text, start) ? this.sameDay(text, start) : null;
    const local = same ?? this.bsdTime(text, start);
    return local === null ? null : this.zone.toEpoch(local) + this.fraction(text);
  }

  /** RFC 3339, and ISO 8601 as logs write it: space for `T`, comma in the fraction, `+0100`, no zone. */
  readRfc3339(text: string, start: number): EpochMs | null {
    const local = this.isSameDay(text, start) ? this.sameDay(text, start) : this.isoTime(text, start);
    return local === null ? null : this.withZone(text, local);
  }

  /** `21/Nov/2026:00:51:51 +0000` of NCSA access logs. */
  readClf(text: string, start: number): EpochMs | null {
    const local = this.isSameDay(text, start) ? this.sameDay(text, start) : this.clfTime(text, start);
    return local === null ? null : this.withZone(text, local);
  }

  private isSameDay(text: string, start: number): boolean {
    return this.date !== '' && isAt(text, start, this.date);
  }

  private sameDay(text: string, start: number): number | null {
    return this.atClock(text, start, start + this.date.length, this.midnight);
  }

  /** The time at `clock` of the day that begins at `midnight`. */
  private atClock(text: string, start: number, clock: number, midnight: number | null): number | null {
    const sinceMidnight = clockAt(text, clock);
    this.end = sinceMidnight === -1 ? start : clock + CLOCK_LENGTH;
    return sinceMidnight < 0 || midnight === null ? null : midnight + sinceMidnight;
  }

  private remember(text: string, start: number, clock: number, midnight: number): void {
    this.date = retainText(text.slice(start, clock));
    this.midnight = midnight;
  }

  private bsdTime(text: string, start: number): number | null {
    this.end = start;
    const month = monthAt(text, start);
    let at = start + 3;
    if (month === 0 || text.charCodeAt(at) !== SPACE) return null;
    at += text.charCodeAt(at + 1) === SPACE ? 2 : 1;
    const dayDigits = isDigit(text.charCodeAt(at + 1)) ? 2 : 1;
    const day = digitsAt(text, at, dayDigits);
    at += dayDigits;
    if (day === -1 || text.charCodeAt(at) !== SPACE) return null;
    at += 1;
    const year = digitsAt(text, at, 4);
    if (year === -1 || text.charCodeAt(at + 4) !== SPACE)
      return this.inLatestYear(text, start, at, month, day);
    return this.onDay(text, start, at + 5, civilDay(year, month, day));
  }

  private isoTime(text: string, start: number): number | null {
    this.end = start;
    const year = digitsAt(text, start, 4);
    const month = digitsAt(text, start + 5, 2);
    const day = digitsAt(text, start + 8, 2);
    if (year === -1 || month === -1 || day === -1) return null;
    if (text.charCodeAt(start + 4) !== MINUS || text.charCodeAt(start + 7) !== MINUS) return null;
    const separator = text[start + 10];
    if (separator !== 'T' && separator !== ' ' && separator !== 't') return null;
    return this.onDay(text, start, start + 11, civilDay(year, month, day));
  }

  private clfTime(text: string, start: number): number | null {
    this.end = start;
    const day = digitsAt(text, start, 2);
    const month = monthAt(text, start + 3);
    const year = digitsAt(text, start + 7, 4);
    if (day === -1 || month === 0 || year === -1) return null;
    if (text[start + 2] !== '/' || text[start + 6] !== '/') return null;
    // Python's http.server writes a blank.
    if (text[start + 11] !== ':' && text[start + 11] !== ' ') return null;
    return this.onDay(text, start, start + 12, civilDay(year, month, day));
  }

  private onDay(text: string, start: number, clock: number, midnight: number | null): number | null {
    if (midnight !== null) this.remember(text, start, clock, midnight);
    return this.atClock(text, start, clock, midnight);
  }

  /** Looks back nine years, for 29 February. */
  private inLatestYear(
    text: string,
    start: number,
    clock: number,
    month: number,
    day: number,
  ): number | null {
    const latest = new Date(this.yearLimit).getUTCFullYear() + 1;
    let isSplit = false;
    for (let year = latest; year > latest - 10; year--) {
      const midnight = civilDay(year, month, day);
      const local = this.atClock(text, start, clock, midnight);
      if (midnight === null || local === null) continue;
      isSplit ||= this.isWithinLimit(midnight) !== this.isWithinLimit(midnight + DAY_MS);
      if (!this.isWithinLimit(local)) continue;
      // When the limit falls into this day, its other times may belong to another year.
      if (!isSplit) this.remember(text, start, clock, midnight);
      return local;
    }
    return null;
  }

  /** Asks the zone only when it makes a difference. */
  private isWithinLimit(local: number): boolean {
    const slack = this.yearLimit - local;
    return Math.abs(slack) > DAY_MS ? slack > 0 : this.zone.toEpoch(local) <= this.yearLimit;
  }

  /** Milliseconds of the fraction at `end`, rounded down; moves `end` behind all its digits. */
  private fraction(text: string): number {
    const mark = text.charCodeAt(this.end);
    if ((mark !== DOT && mark !== COMMA) || !isDigit(text.charCodeAt(this.end + 1))) return 0;
    let at = this.end + 1;
    let ms = 0;
    for (let weight = 100; isDigit(text.charCodeAt(at)); at++) {
      ms += weight * (text.charCodeAt(at) - 48);
      weight = weight > 1 ? weight / 10 : 0;
    }
    this.end = at;
    return ms;
  }

  private withZone(text: string, local: number): EpochMs | null {
    const ms = this.fraction(text);
    let at = this.end;
    if (text.charCodeAt(at) === SPACE && isSign(text.charCodeAt(at + 1)) && digitsAt(text, at + 2, 2) !== -1)
      at += 1;
    const sign = text.charCodeAt(at);
    // `Z`, `z`
    if (sign === 90 || sign === 122) {
      this.end = at + 1;
      return local + ms;
    }
    if (!isSign(sign)) return this.zone.toEpoch(local) + ms;
    const hours = digitsAt(text, at + 1, 2);
    at += text.charCodeAt(at + 3) === COLON ? 4 : 3;
    const minutes = digitsAt(text, at, 2);
    this.end = minutes === -1 ? at : at + 2;
    if (hours === -1 || hours > 23 || minutes > 59) return null;
    const offset = hours * HOUR_MS + Math.max(minutes, 0) * MINUTE_MS;
    return sign === PLUS ? local + ms - offset : local + ms + offset;
  }
}

function isSign(code: number): boolean {
  return code === PLUS || code === MINUS;
}

/**
 * The instant that a JSON log's number (or decimal text) stands for: seconds with or without a fraction,
 * milliseconds, microseconds or nanoseconds since 1970, told apart by size. Null when it is none: numbers of fewer than nine
 * digits are durations and counts, under names that other logs give their time (`dt`, `time`).
 */
export function epochNumber(value: number): EpochMs | null {
  if (!(value >= 1e8) || value >= 1e20) return null;
  if (value < 1e11) return Math.floor(value * SECOND_MS);
  if (value < 1e14) return Math.floor(value);
  return Math.floor(value / (value < 1e17 ? 1e3 : 1e6));
}
