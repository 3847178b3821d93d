import { DAY_MS, type DurationMs, type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../model/time.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
/** Years 0 to 9999: what the four-digit forms below can say. */
const LATEST_MS = 253_402_300_799_999;

/** `14:22:07`, in UTC as everywhere in the console. */
export function clockTime(time: EpochMs): string {
  return known(time) ? iso(time).slice(11, 19) : '--:--:--';
}

/** `2026-11-21 14:22:07`. */
export function fullTime(time: EpochMs): string {
  return known(time) ? iso(time).slice(0, 19).replace('T', ' ') : 'unknown time';
}

/**
 * When something happened, seen from `now`, in 5 or 8 columns:
 * the time today (`14:22`, `14:22:07`), the day this year (`25Jun`, `25 Jun`), else the year (`2023`, `Jun 2023`).
 */
export function stamp(time: EpochMs | null, now: EpochMs, width: 5 | 8): string {
  if (time === null) return '-';
  if (!known(time)) return '?';
  const text = iso(time);
  const today = known(now) ? iso(now) : text;
  if (text.slice(0, 10) === today.slice(0, 10)) return text.slice(11, width === 8 ? 19 : 16);
  const month = MONTHS[Number(text.slice(5, 7)) - 1] ?? '';
  const day = text.slice(8, 10);
  if (text.slice(0, 4) === today.slice(0, 4)) return width === 8 ? `${day} ${month}` : day + month;
  return width === 8 ? `${month} ${text.slice(0, 4)}` : text.slice(0, 4);
}

/** Two units at most: `41s`, `9m41s`, `3h12m`, `6d04h`. */
export function shortDuration(duration: DurationMs): string {
  const ms = Math.max(0, duration);
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)}s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)}m${pad((ms % MINUTE_MS) / SECOND_MS)}s`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)}h${pad((ms % HOUR_MS) / MINUTE_MS)}m`;
  return `${Math.floor(ms / DAY_MS)}d${pad((ms % DAY_MS) / HOUR_MS)}h`;
}

/** How far behind something is: `0.2s` below ten seconds. */
export function lagTime(lag: DurationMs): string {
  return lag < 10 * SECOND_MS ? `${(Math.max(0, lag) / SECOND_MS).toFixed(1)}s` : shortDuration(lag);
}

const UNITS = [
  [DAY_MS, 'day'],
  [HOUR_MS, 'hour'],
  [MINUTE_MS, 'minute'],
  [SECOND_MS, 'second'],
] as const;

/** A choice in words: `10 minutes`, `1 hour`, `permanent`. */
export function durationWords(duration: DurationMs | null): string {
  if (duration === null) return 'permanent';
  const [size, name] = UNITS.find(([unit]) => duration >= unit && duration % unit === 0) ?? UNITS[3];
  const count = Math.round(duration / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

function pad(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}

function known(time: EpochMs): boolean {
  return time >= 0 && time <= LATEST_MS;
}

function iso(time: EpochMs): string {
  return new Date(time).toISOString();
}
