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

export function timeZoneNames(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}
