/** Attackers try a few names most: nearly always a look at a bit tells that the account is listed. */
export const MOST_BITS = 32;

export function hasBit(bits: number, number: number): boolean {
  return number > 0 && number <= MOST_BITS && ((bits >>> (number - 1)) & 1) === 1;
}
