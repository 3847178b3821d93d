/** Fewer than this in a window are never unusual: a handful of lines after a quiet hour means nothing. */
const MINIMUM_COUNT = 30;
/** At least this many times what was expected: twice as many is a busy hour. */
const MINIMUM_TIMES = 3;
/** Rarer than one window in e^21 (a thousand million). */
const RARITY = 21;
/** Up to here a wider spread may itself be chance: of 90 windows it is measured roughly. */
const SURELY_WIDER = 1.6;
/** What is left out at the top when the usual spread is measured. */
const TRIMMED = 0.05;
/** A count that is not far above the highest ones of the last half hour is a burst as that log has them. */
const ABOVE_HIGHEST = 1.5;

export type Baseline = {
  /** Median of the windows. */
  readonly expected: number;
  /** How much wider they are spread than chance alone would: 1 for arrivals that know nothing of each other. */
  readonly spread: number;
  /** From this count on a window is unusual. */
  readonly threshold: number;
};

/**
 * What is usual, by the counts of past windows. Robust: up to half of them may be of an attack. The rarity is Chernoff's
 * bound of a Poisson tail, in logarithms: `k ln(k / expected) - (k - expected)`.
 */
export function baselineOf(windows: readonly number[]): Baseline {
  const sorted = [...windows].sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1] ?? 0;
  const usual = sorted.slice(0, Math.max(1, Math.ceil(sorted.length * (1 - TRIMMED))));
  const mean = usual.reduce((sum, count) => sum + count, 0) / usual.length;
  const expected = Math.max(middle, mean, 1);
  const variance = usual.reduce((sum, count) => sum + (count - mean) ** 2, 0) / usual.length;
  const dispersion = variance / Math.max(mean, 1);
  const spread = dispersion > SURELY_WIDER ? dispersion : 1;
  const highest = sorted[Math.floor(0.98 * (sorted.length - 1))] ?? 0;
  let threshold = Math.ceil(Math.max(MINIMUM_COUNT, MINIMUM_TIMES * expected, ABOVE_HIGHEST * highest));
  while (rarity(threshold, expected) / spread < RARITY) threshold += Math.ceil(threshold / 50);
  return { expected, spread, threshold };
}

/** The negative logarithm of how likely so many or more are. */
export function rarity(count: number, expected: number): number {
  return count * Math.log(count / expected) - (count - expected);
}
