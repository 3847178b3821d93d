import { plural } from '../../../model/plural.ts';
import { DAY_MS, type DurationMs, type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../model/time.ts';

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

/** Columns of a stamp. */
export type StampWidth = 5 | 8 | 11;

/**
 * When something happened, seen from `now`:
 * today its time (`14:22`, `14:22:07`); in the last days the weekday too (`Sa 14:22`), or where there is room, and
 * further back, the day (`25Jun`, `25 Jun`, `25Jun 14:22`); in other years those (`2023`, `Jun 2023`, `25 Jun 2023`).
 */
export function stamp(time: EpochMs | null, now: EpochMs, width: StampWidth): string {
  if (time === null) return '-';
  if (!known(time)) return '?';
  const text = iso(time);
  const today = known(now) ? iso(now) : text;
  if (isSameDay(text, today)) return text.slice(11, width === 5 ? 16 : 19);
  const [year, month, day] = [text.slice(0, 4), MONTHS[Number(text.slice(5, 7)) - 1], text.slice(8, 10)];
  const clock = text.slice(11, 16);
  if (width === 8 && now > time && now - time < 6 * DAY_MS) return `${weekday(time)} ${clock}`;
  if (year === today.slice(0, 4)) {
    return width === 11 ? `${day}${month} ${clock}` : width === 8 ? `${day} ${month}` : `${day}${month}`;
  }
  return width === 11 ? `${day} ${month} ${year}` : width === 8 ? `${month} ${year}` : year;
}

/** The widths worth having for these times: beyond 8 there is only more to say of other days. */
export function stampWidths(times: readonly (EpochMs | null)[], now: EpochMs): readonly StampWidth[] {
  return times.some((time) => time !== null && !isToday(time, now)) ? [5, 8, 11] : [5, 8];
}

/** As much of a stamp as `width` columns hold. */
export function stampIn(time: EpochMs | null, now: EpochMs, width: number): string {
  return stamp(time, now, width >= 11 ? 11 : width >= 8 ? 8 : 5);
}

/** `14:22:07`, and of another day the day and the minute. */
export function momentOf(time: EpochMs, now: EpochMs): string {
  return stamp(time, now, 11);
}

/** `2026-11-21 14:22:07 – 14:27:07`; the second day stands there where it is another, and one moment is not a period. */
export function fullPeriod(start: EpochMs, end: EpochMs, dash: string): string {
  const [first, last] = [fullTime(start), fullTime(end)];
  if (first === last) return first;
  return `${first} ${dash} ${isSameDay(first, last) ? clockTime(end) : last}`;
}

/** `14:22:07 – 14:27:07`; of other days with the day: `21Nov 14:22 – 14:27`. */
export function periodOf(start: EpochMs, end: EpochMs, now: EpochMs, dash: string): string {
  const [first, last] = [momentOf(start, now), momentOf(end, now)];
  if (first === last) return first;
  if (isToday(start, now)) return `${first} ${dash} ${last}`;
  const until =
    known(start) && known(end) && isSameDay(iso(start), iso(end)) ? clockTime(end).slice(0, 5) : null;
  return `${first} ${dash} ${until ?? last}`;
}

/** `21Nov`. */
export function dayOf(time: EpochMs): string {
  if (!known(time)) return '?';
  const text = iso(time);
  return text.slice(8, 10) + MONTHS[Number(text.slice(5, 7)) - 1];
}

/** A short time, to the second: `14:22:07 – 14:22:24`; of other days with the date. */
export function spanOf(from: EpochMs, to: EpochMs, now: EpochMs, dash: string): string {
  const first = isToday(from, now) ? clockTime(from) : fullTime(from);
  return `${first} ${dash} ${isToday(to, from) ? clockTime(to) : fullTime(to)}`;
}

export function isToday(time: EpochMs, now: EpochMs): boolean {
  return !known(time) || !known(now) || isSameDay(iso(time), iso(now));
}

/** Two units at most: `41s`, `9m41s`, `3h12m`, `6d04h`; of a hundred days and more the days. */
export function shortDuration(duration: DurationMs): string {
  const ms = Math.max(0, duration);
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)}s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)}m${pad((ms % MINUTE_MS) / SECOND_MS)}s`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)}h${pad((ms % HOUR_MS) / MINUTE_MS)}m`;
  if (ms < 100 * DAY_MS) return `${Math.floor(ms / DAY_MS)}d${pad((ms % DAY_MS) / HOUR_MS)}h`;
  return `${Math.floor(ms / DAY_MS)}d`;
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

/** As many of one unit as are still read as a length. */
const MOST_OF_ONE = 120;

/** A choice in words: `10 minutes`, `1 hour`, `permanent`; what no unit fits, as that of a ban made longer, `10m04s`. */
export function durationWords(duration: DurationMs | null): string {
  if (duration === null) return 'permanent';
  const [size, name] = UNITS.find(([unit]) => duration >= unit && duration % unit === 0) ?? UNITS[3];
  const count = Math.round(duration / size);
  if (size < DAY_MS && count > MOST_OF_ONE) return shortDuration(duration);
  return plural(count, name);
}

const WEEKDAYS = ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'] as const;

function weekday(time: EpochMs): string {
  return WEEKDAYS[new Date(time).getUTCDay()] ?? '';
}

function isSameDay(one: string, other: string): boolean {
  return one.slice(0, 10) === other.slice(0, 10);
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
