import { groupDigits } from '../words/numbers.ts';

/** Whole numbers in full, others with four digits. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Number.isInteger(value) ? groupDigits(value) : String(Number(value.toPrecision(4)));
}
