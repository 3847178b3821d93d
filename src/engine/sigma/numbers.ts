import type { FieldValue } from '../../model/log-event.ts';

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** A field as a number; NaN, which compares with nothing, for what is none. */
export function numberOf(value: FieldValue | undefined): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.length < 64 && NUMBER.test(value) ? Number(value) : Number.NaN;
}
