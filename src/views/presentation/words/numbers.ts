/** `1284` -> `1 284`: thousands apart by a blank, as in SI. */
export function groupDigits(value: number): string {
  const digits = String(Math.round(value));
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ' ');
}

const STEPS = ['', 'k', 'M', 'G', 'T', 'P'] as const;

/** At most `width` characters (5 or more holds any count): `412`, `12.3k`, `4.1M`. */
export function shortCount(value: number, width: number): string {
  const whole = String(Math.round(value));
  if (whole.length <= width) return whole;
  let scaled = value;
  let step = 0;
  while (scaled >= 999.5 && step < STEPS.length - 1) {
    scaled /= 1000;
    step++;
  }
  const exact = scaled.toFixed(1) + STEPS[step];
  return exact.length <= width ? exact : Math.round(scaled) + (STEPS[step] ?? '');
}

/** In full where there is room. */
export function countIn(count: number, width: number): string {
  const grouped = groupDigits(count);
  return grouped.length <= width ? grouped : shortCount(count, width);
}

/** `0 B`, `412 B`, `1.2 MB` (powers of 1000). */
export function formatBytes(bytes: number): string {
  let scaled = bytes;
  let step = 0;
  while (scaled >= 999.5 && step < STEPS.length - 1) {
    scaled /= 1000;
    step++;
  }
  const unit = step === 0 ? 'B' : `${STEPS[step]?.toUpperCase()}B`;
  return `${step === 0 || scaled >= 99.95 ? Math.round(scaled) : scaled.toFixed(1)} ${unit}`;
}

/** `1 event`, `1 284 events`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${groupDigits(count)} ${count === 1 ? one : many}`;
}
