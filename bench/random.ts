/** A small seeded generator of numbers (mulberry32): the same on every machine and in every release of Node. */
export type Random = {
  /** In [0, 1). */
  readonly next: () => number;
  /** In [from, to). */
  readonly integer: (from: number, to: number) => number;
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
};

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (from: number, to: number) => from + Math.floor(next() * (to - from));
  return { next, integer, pick: (choices) => choices[integer(0, choices.length)] ?? choices[0] };
}
