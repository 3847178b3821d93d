/**
 * The name of a time zone as the IANA database spells it (`europe/paris` -> `Europe/Paris`), or null
 * when there is no such zone. Offsets (`+02:00`) are no zones: they know nothing of summer time.
 */
export function canonicalTimeZone(name: string): string | null {
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
