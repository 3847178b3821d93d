import { retainText } from '../../model/log-event.ts';
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import { civilTime, digitsAt, monthAt } from './civil-time.ts';
import { TimeZone } from './time-zone.ts';

const SPACE = 32;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const COLON = 58;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/**
 * Reads the stamps of log lines. A stamp without zone is read in the zone of `begin`, one without year gets the
 * latest year that does not put it more than 24 h after `yearReference`.
 *
 * Each `read…` returns null when there is no such time, and leaves in `end` the place after the stamp
 * (or where reading stopped: `end === start` means that nothing there looks like a stamp).
 * Consecutive stamps of one second cost a string comparison.
 */
export class StampReader {
  end = 0;
  private zone = new TimeZone('UTC');
  private yearLimit: EpochMs = 0;
  /** The last stamp up to its seconds, and the wall-clock time that it stands for. */
  private prefix = '';
  private local = 0;

  begin(timeZone: string, yearReference: EpochMs): void {
    if (this.zone.name !== timeZone) this.zone = new TimeZone(timeZone);
    this.yearLimit = yearReference + DAY_MS;
    this.prefix = '';
  }

  /** RFC 3164 (`Nov 21 00:51:51`, also with a year after the day, a fraction) or RFC 3339. */
  readSyslog(text: string, start: number): EpochMs | null {
    if (isDigit(text.charCodeAt(start))) return this.readRfc3339(text, start);
    const local = this.isRepeated(text, start) ? this.local : this.bsdTime(text, start);
    return local === null ? null : this.zone.toEpoch(local) + this.fraction(text);
  }

  /** RFC 3339, and ISO 8601 as logs write it: space for `T`, comma in the fraction, `+0100`, no zone. */
  readRfc3339(text: string, start: number): EpochMs | null {
    const local = this.isRepeated(text, start) ? this.local : this.isoTime(text, start);
    return local === null ? null : this.withZone(text, local);
  }

  /** `21/Nov/2026:00:51:51 +0000` of NCSA access logs. */
  readClf(text: string, start: number): EpochMs | null {
    const local = this.isRepeated(text, start) ? this.local : this.clfTime(text, start);
    return local === null ? null : this.withZone(text, local);
  }

  private isRepeated(text: string, start: number): boolean {
    if (this.prefix === '' || !text.startsWith(this.prefix, start)) return false;
    this.end = start + this.prefix.length;
    return true;
  }

  private remember(text: string, start: number, end: number, local: number | null): number | null {
    this.end = end;
    if (local === null) return null;
    this.prefix = retainText(text.slice(start, end));
    this.local = local;
    return local;
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
    let year = digitsAt(text, at, 4);
    if (year !== -1 && text.charCodeAt(at + 4) === SPACE) at += 5;
    else year = -1;
    const clock = clockAt(text, at);
    if (clock === -1) return null;
    const local = year === -1 ? this.inYear(month, day, clock) : at24(year, month, day, clock);
    return this.remember(text, start, at + 8, local);
  }

  /** The wall-clock time in the latest year that fits; tries nine years, for 29 February across 1900 and the like. */
  private inYear(month: number, day: number, clock: number): number | null {
    const latest = new Date(this.yearLimit).getUTCFullYear() + 1;
    for (let year = latest; year > latest - 10; year--) {
      const local = at24(year, month, day, clock);
      if (local !== null && this.zone.toEpoch(local) <= this.yearLimit) return local;
    }
    return null;
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
    const clock = clockAt(text, start + 11);
    if (clock === -1) return null;
    return this.remember(text, start, start + 19, at24(year, month, day, clock));
  }

  private clfTime(text: string, start: number): number | null {
    this.end = start;
    const day = digitsAt(text, start, 2);
    const month = monthAt(text, start + 3);
    const year = digitsAt(text, start + 7, 4);
    const clock = clockAt(text, start + 12);
    if (day === -1 || month === 0 || year === -1 || clock === -1) return null;
    if (text[start + 2] !== '/' || text[start + 6] !== '/' || text[start + 11] !== ':') return null;
    return this.remember(text, start, start + 20, at24(year, month, day, clock));
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
    let sign = text.charCodeAt(at);
    if (sign === SPACE && isSign(text.charCodeAt(at + 1)) && digitsAt(text, at + 2, 2) !== -1) {
      at += 1;
      sign = text.charCodeAt(at);
    }
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

/** `HH:MM:SS` at `at` as HHMMSS, or -1. */
function clockAt(text: string, at: number): number {
  if (text.charCodeAt(at + 2) !== COLON || text.charCodeAt(at + 5) !== COLON) return -1;
  const hour = digitsAt(text, at, 2);
  const minute = digitsAt(text, at + 3, 2);
  const second = digitsAt(text, at + 6, 2);
  return hour === -1 || minute === -1 || second === -1 ? -1 : hour * 10_000 + minute * 100 + second;
}

function at24(year: number, month: number, day: number, clock: number): number | null {
  return civilTime(year, month, day, Math.floor(clock / 10_000), Math.floor(clock / 100) % 100, clock % 100);
}

/**
 * The instant that a JSON log's number (or decimal text) stands for: seconds with or without a fraction,
 * milliseconds, microseconds or nanoseconds since 1970, told apart by size. Null when it is none.
 */
export function epochNumber(value: number): EpochMs | null {
  if (!(value > 0) || value >= 1e20) return null;
  if (value < 1e11) return Math.floor(value * SECOND_MS);
  if (value < 1e14) return Math.floor(value);
  return Math.floor(value / (value < 1e17 ? 1e3 : 1e6));
}
