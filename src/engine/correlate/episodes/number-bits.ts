/** Most accounts told apart by a bit: attackers mostly try a few names, and a look at a bit tells that one is listed. */
export const MOST_BITS = 32;

export function hasBit(bits: number, number: number): boolean {
  return number > 0 && number <= MOST_BITS && ((bits >>> (number - 1)) & 1) === 1;
}

/** The same number in the form that V8 keeps without an object of its own, where it is whole and small. */
export function unboxed(number: number): number {
  return number === (number | 0) ? number | 0 : number;
}
