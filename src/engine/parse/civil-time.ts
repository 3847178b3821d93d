const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/**
 * A wall-clock time as milliseconds, counted as if the clock stood in UTC; null when there is no such time.
 * `month` is 1-12. A leap second (`:60`) is the first second of the next minute.
 */
export function civilTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | null {
  if (year < 1970 || month < 1 || month > 12 || day < 1) return null;
  if (hour > 23 || minute > 59 || second > 60) return null;
  const days = month === 2 && isLeapYear(year) ? 29 : (DAYS[month - 1] ?? 0);
  return day > days ? null : Date.UTC(year, month - 1, day, hour, minute, second);
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** 1-12 for the English month name of three letters at `at`, else 0. */
export function monthAt(text: string, at: number): number {
  const place = MONTHS.indexOf(text.slice(at, at + 3));
  return place >= 0 && place % 3 === 0 && text.length >= at + 3 ? place / 3 + 1 : 0;
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
