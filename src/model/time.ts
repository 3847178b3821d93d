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
  return new Date(time).toISOString();
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
