/** What has become this long grows by a quarter each time, not to twice: of 25 MB, half would lie idle. */
const LARGE = 1 << 18;

/** The next length of an array of numbers that is full: `needed` at least. */
export function grownLength(length: number, needed: number): number {
  return Math.max(length < LARGE ? 2 * length : Math.ceil(1.25 * length), needed);
}
