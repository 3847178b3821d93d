import type { Decision } from '../../model/decision.ts';
import { DAY_MS, type DurationMs, type EpochMs } from '../../model/time.ts';

export type BanLengths = {
  /** Of a first ban; null is without end. */
  readonly first: DurationMs | null;
  /** A ban that grew by repeats is never longer. */
  readonly longest: DurationMs;
};

/** After this many bans within a day the next is the longest at once. */
const RECIDIVE = { bans: 3, within: DAY_MS } as const;

/** How long the next ban of an address should be, after those it had: each repeat doubles, who never stops gets most. */
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
