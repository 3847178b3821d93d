/**
 * Escapes that PCRE knows and RE2 does not, in RE2's words: people test their expressions in tools that speak PCRE. What has
 * no equal there stays as it is, and is refused.
 */
export function withoutPcreEscapes(source: string): string {
  if (!/\\[ehHRZu]/.test(source)) return source;
  let written = '';
  let inClass = false;
  for (let at = 0; at < source.length; at++) {
    const char = source[at] as string;
    if (char !== '\\') {
      // A bracket that comes first in a class is one of its characters.
      const opens = char === '[' && !inClass;
      if (opens) {
        const [opening = '['] = /^\[\^?\]?/.exec(source.slice(at, at + 3)) ?? [];
        written += opening;
        at += opening.length - 1;
        inClass = true;
        continue;
      }
      if (char === ']') inClass = false;
      written += char;
      continue;
    }
    const [code = ''] = /^u[\da-fA-F]{4}/.exec(source.slice(at + 1, at + 6)) ?? [];
    const letter = source[at + 1] ?? '';
    const equal = code === '' ? (inClass ? IN_CLASS : EQUALS).get(letter) : `\\x{${code.slice(1)}}`;
    written += equal ?? char + letter;
    at += code === '' ? 1 : code.length;
  }
  return written;
}

const IN_CLASS: ReadonlyMap<string, string> = new Map([
  ['e', '\\x1b'],
  ['h', ' \\t\\x{a0}'],
]);

const EQUALS: ReadonlyMap<string, string> = new Map([
  ['e', '\\x1b'],
  ['h', '[ \\t\\x{a0}]'],
  ['H', '[^ \\t\\x{a0}]'],
  ['R', '(?:\\r\\n|[\\n\\v\\f\\r\\x{85}\\x{2028}\\x{2029}])'],
  ['Z', '(?:\\n?\\z)'],
]);
