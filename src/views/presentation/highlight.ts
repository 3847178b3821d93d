import { type Line, span } from './line.ts';

/** The line with every place in it where the text was found, whatever the case, in another token. */
export function highlighted(line: Line, wanted: string): Line {
  const lower = wanted.toLowerCase();
  return line.flatMap(({ text, token }) => {
    const found = text.toLowerCase();
    // A character whose lower case is longer would move the places: such a text is left as it is.
    if (lower === '' || found.length !== text.length || !found.includes(lower)) return [{ text, token }];
    const parts = [];
    let from = 0;
    for (let at = found.indexOf(lower); at !== -1; at = found.indexOf(lower, from)) {
      parts.push(span(text.slice(from, at), token), span(text.slice(at, at + lower.length), 'found'));
      from = at + lower.length;
    }
    return [...parts, span(text.slice(from), token)];
  });
}
