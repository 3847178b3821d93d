import type { EpochMs } from '../../../model/time.ts';

const CELL = 2 ** 32;

/** What is above 32 bits of a time; `odd` when that is beyond it, or the time is no whole number. `odd` is negative. */
export function restOf(time: EpochMs, odd: number): number {
  const rest = Math.floor(time / CELL);
  return rest > odd && rest < -odd && rest * CELL + (time >>> 0) === time ? rest : odd;
}

/** `low`: its lowest 32 bits, as a whole number with a sign. */
export function wholeTime(rest: number, low: number): EpochMs {
  return rest * CELL + (low >>> 0);
}
