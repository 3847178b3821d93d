import { groupDigits } from '../numbers.ts';

/** Whole numbers in full, others with four digits. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Number.isInteger(value) ? groupDigits(value) : String(Number(value.toPrecision(4)));
}

/** Figures over the whole width, however few there are: their ends are the ends of the time. */
export function stretched(values: readonly number[], width: number): readonly number[] {
  if (values.length === 0 || values.length >= width) return values;
  return Array.from(
    { length: width },
    (_, index) => values[Math.floor((index * values.length) / width)] ?? 0,
  );
}
