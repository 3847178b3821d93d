import { nearest } from '../model/nearest.ts';
import { formatZoneOffset, zoneOffset } from '../model/zone-offset.ts';

/**
 * The name of a time zone as the IANA database spells it (`europe/paris` -> `Europe/Paris`), or an offset (`+0200` ->
 * `+02:00`), which knows nothing of summer time; null when there is no such zone.
 */
export function canonicalTimeZone(name: string): string | null {
  const offset = zoneOffset(name);
  if (offset !== null) return formatZoneOffset(offset);
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** The zone that was most likely meant by what is none; null when none is close. `UTC+2` is the offset, and no name beside it. */
export function nearestTimeZone(name: string): string | null {
  const [, sign, hours = '', minutes = '00'] =
    /^(?:UTC|GMT)? ?([+-])(\d{1,2})(?::?(\d\d))?$/i.exec(name) ?? [];
  if (sign === undefined) return nearest(name, ['UTC', ...Intl.supportedValuesOf('timeZone')]);
  return canonicalTimeZone(`${sign}${hours.padStart(2, '0')}:${minutes}`);
}
