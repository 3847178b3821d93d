import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../model/time.ts';

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/**
 * Midnight of a day by the wall clock, in milliseconds counted as if the clock stood in UTC; null when there is no
 * such day. `month` is 1-12.
 */
export function civilDay(year: number, month: number, day: number): number | null {
  if (year < 1970 || month < 1 || month > 12 || day < 1) return null;
  const days = month === 2 && isLeapYear(year) ? 29 : (DAYS[month - 1] ?? 0);
  return day > days ? null : Date.UTC(year, month - 1, day);
}

const COLON = 58;

/** Milliseconds since midnight of `HH:MM:SS` at `at`; -1 when nothing like it is there, -2 when there is no such time. */
export function clockAt(text: string, at: number): number {
  const hour = digitsAt(text, at, 2);
  const minute = digitsAt(text, at + 3, 2);
  const second = digitsAt(text, at + 6, 2);
  if (hour === -1 || minute === -1 || second === -1) return -1;
  if (text.charCodeAt(at + 2) !== COLON || text.charCodeAt(at + 5) !== COLON) return -1;
  // A leap second is the first second of the next minute.
  if (hour > 23 || minute > 59 || second > 60) return -2;
  return hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS;
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** 1-12 for the English month name of three letters at `at`, else 0. */
export function monthAt(text: string, at: number): number {
  const name = text.slice(at, at + 3);
  const place = name.length === 3 ? MONTHS.indexOf(name) : -1;
  return place >= 0 && place % 3 === 0 ? place / 3 + 1 : 0;
}

/** The number that `count` decimal digits at `at` stand for, or -1 when they are not all digits. */
export function digitsAt(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = text.charCodeAt(i) - 48;
    // `charCodeAt` past the end is NaN, which fails this test too.
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}
