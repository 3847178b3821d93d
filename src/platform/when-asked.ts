/**
 * A pattern that is made when it is first asked for: one with classes of Unicode takes V8 half a millisecond to make, and
 * most runs never see a character beyond ASCII.
 */
export function whenAsked(make: () => RegExp): () => RegExp {
  let made: RegExp | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
