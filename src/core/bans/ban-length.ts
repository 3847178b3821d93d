import { type Decision, effectOf } from '../../model/bans/decision.ts';
import { DAY_MS, type DurationMs, type EpochMs } from '../../model/time.ts';

export type BanLengths = {
  /** Of a first ban; null is without end. */
  readonly first: DurationMs | null;
  /** A ban that grew by repeats is never longer. */
  readonly longest: DurationMs;
};

/** After this many bans within a day the next is the longest at once. */
const RECIDIVE = { bans: 3, within: DAY_MS } as const;

/**
 * Those that the next ban repeats: they blocked, or were simulated as the next one is. One that never worked, or was only
 * simulated before a real one took its place, kept nobody from anything.
 */
export function repeated(earlier: readonly Decision[], isSimulated: boolean): readonly Decision[] {
  return earlier.filter((decision) => {
    const effect = effectOf(decision);
    return effect === 'effective' || (isSimulated && effect === 'simulated');
  });
}

/**
 * How long the next ban of an address should be; null: without end. `earlier`: the bans that it repeats. Each of them doubles
 * the first length, and who was banned often of late gets the longest.
 */
export function nextLength(
  earlier: readonly Decision[],
  now: EpochMs,
  { first, longest }: BanLengths,
): DurationMs | null {
  if (first === null) return null;
  const lately = earlier.filter(({ createdAt }) => createdAt > now - RECIDIVE.within);
  if (lately.length >= RECIDIVE.bans) return longest;
  return Math.min(first * 2 ** Math.min(earlier.length, 30), Math.max(first, longest));
}
