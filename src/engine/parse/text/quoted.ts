const BACKSLASH = 92;

/** Place of the next `"` from `start` on that no backslash escapes, or -1. */
export function closingQuote(line: string, start: number): number {
  let quote = line.indexOf('"', start);
  while (quote > start && line.charCodeAt(quote - 1) === BACKSLASH) {
    let slashes = quote - 1;
    while (slashes > start && line.charCodeAt(slashes - 1) === BACKSLASH) slashes -= 1;
    if ((quote - slashes) % 2 === 0) return quote;
    quote = line.indexOf('"', quote + 1);
  }
  return quote;
}
