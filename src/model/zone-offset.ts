import { type DurationMs, HOUR_MS, MINUTE_MS } from './time.ts';

const OFFSET = /^([+-])(\d\d)(?::?([0-5]\d))?$/;
/** Nowhere are clocks further from UTC. */
const MOST_HOURS = 14;

/** What clocks at `+02:00` (`+0200`, `+02`) are ahead of UTC, the whole year long; null when it is no offset. */
export function zoneOffset(text: string): DurationMs | null {
  const [, sign, hours, minutes = '0'] = OFFSET.exec(text) ?? [];
  if (sign === undefined || Number(hours) > MOST_HOURS) return null;
  const ahead = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS;
  return sign === '-' && ahead > 0 ? -ahead : ahead;
}

/** The one way to write it: `+02:00`; `UTC` for none. */
export function formatZoneOffset(offset: DurationMs): string {
  if (offset === 0) return 'UTC';
  const minutes = Math.abs(offset) / MINUTE_MS;
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
