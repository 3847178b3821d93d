/** Milliseconds since 1970-01-01T00:00:00Z. May hold a fraction never: sources round down. */
export type EpochMs = number;
export type DurationMs = number;

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const UNIT_MS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/** `2026-11-21T00:51:51.674Z`: RFC 3339 in UTC with milliseconds, the only form outputs use. */
export function toRfc3339(time: EpochMs): string {
  // A report of a large attack has a million of them, and `Date` takes three times as long.
  if (!(time >= 0 && time < YEAR_2100) || !Number.isInteger(time)) return new Date(time).toISOString();
  const days = Math.floor(time / DAY_MS);
  const ms = time - days * DAY_MS;
  const [hour, minute] = [Math.floor(ms / HOUR_MS), Math.floor(ms / MINUTE_MS) % 60];
  const [second, fraction] = [Math.floor(ms / SECOND_MS) % 60, ms % SECOND_MS];
  const clock = `${two(hour)}:${two(minute)}:${two(second)}.${fraction < 100 ? '0' : ''}${two(fraction)}`;
  return `${dateOf(days)}T${clock}Z`;
}

const YEAR_2100 = 4_102_444_800_000;
/** Days in four years, from a 1 March to the end of a February with 29 days. */
const FOUR_YEARS = 1461;
/** Days from 1968-03-01, where such four years begin, to 1970-01-01. */
const SINCE_MARCH_1968 = 671;

/** `2026-11-21`: years begin in March here, so that the day that not every year has is the last of them. */
function dateOf(daysSince1970: number): string {
  const days = daysSince1970 + SINCE_MARCH_1968;
  const cycle = Math.floor(days / FOUR_YEARS);
  const inCycle = days - cycle * FOUR_YEARS;
  const year = Math.min(3, Math.floor(inCycle / 365));
  const inYear = inCycle - 365 * year;
  // From March on, months have 31, 30, 31, 30 and 31 days, and the same again.
  const month = Math.floor((5 * inYear + 2) / 153);
  const day = inYear - Math.floor((153 * month + 2) / 5) + 1;
  const isNext = month >= 10;
  return `${1968 + 4 * cycle + year + (isNext ? 1 : 0)}-${two(isNext ? month - 9 : month + 3)}-${two(day)}`;
}

function two(number: number): string {
  return number < 10 ? `0${number}` : `${number}`;
}

/** Sigma's `timespan` and the flags' durations: `10s`, `30m`, `2h`, `7d`. `null` when it is not one. */
export function parseDuration(text: string): DurationMs | null {
  const match = /^(\d{1,9})([smhd])$/.exec(text);
  return match ? Number(match[1]) * (UNIT_MS[match[2] as string] as number) : null;
}

/** Shortest exact form of a duration: 600000 -> `10m`, 90000 -> `90s`. */
export function formatDuration(ms: DurationMs): string {
  for (const [unit, size] of [
    ['d', DAY_MS],
    ['h', HOUR_MS],
    ['m', MINUTE_MS],
  ] as const) {
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${Math.round(ms / SECOND_MS)}s`;
}

/**
 * The end of the step that `at` is in, of a curve with so many points: the steps stand still while time goes on, so that a
 * curve changes when something happens or a step is over, and not with every frame.
 */
export function stepEnd(at: EpochMs, span: DurationMs, points: number): EpochMs {
  const step = Math.max(SECOND_MS, Math.round(span / points / SECOND_MS) * SECOND_MS);
  return Math.ceil(at / step) * step;
}
