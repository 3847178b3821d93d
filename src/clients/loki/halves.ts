import { logqlText } from './logql-text.ts';
import type { LokiEntry } from './pages.ts';

/** Characters of a line that are looked at; RE2 refuses repetitions over 1000. */
const MOST_COLUMNS = 900;

type Pivot = { readonly column: number; readonly code: number };

/**
 * Two stages that part lines of one time: each line passes exactly one of them, and of those given some pass each.
 * Null when nothing parts them.
 */
export function halvesOf(entries: readonly LokiEntry[]): readonly [string, string] | null {
  const pivot = pivotOf(entries.map(({ line }) => Array.from(line.slice(0, MOST_COLUMNS))));
  if (pivot !== null) {
    const pattern = `(?s)^.{${pivot.column}}[\\x{0}-\\x{${pivot.code.toString(16)}}]`;
    return [`|~ \`${pattern}\``, `!~ \`${pattern}\``];
  }
  const first = entries[0]?.labels ?? {};
  for (const entry of entries) {
    const other = entry.labels;
    const name = [...Object.keys(first), ...Object.keys(other)].find((key) => first[key] !== other[key]);
    if (name === undefined) continue;
    const value = logqlText(first[name] ?? '');
    return [`| ${name}=${value}`, `| ${name}!=${value}`];
  }
  return null;
}

/** The place and the character that part the lines most evenly. */
function pivotOf(lines: readonly (readonly string[])[]): Pivot | null {
  let best: Pivot | null = null;
  let bestSmaller = 0;
  const columns = lines.reduce((most, line) => Math.max(most, line.length), 0);
  for (let column = 0; column < columns && bestSmaller < lines.length / 4; column++) {
    const codes = lines.map((line) => line[column]?.codePointAt(0) ?? Number.POSITIVE_INFINITY);
    const sorted = codes.filter(Number.isFinite).sort((a, b) => a - b);
    for (const code of [sorted[sorted.length >> 2], sorted[sorted.length >> 1]]) {
      if (code === undefined) continue;
      const below = codes.filter((other) => other <= code).length;
      const smaller = Math.min(below, lines.length - below);
      if (smaller <= bestSmaller) continue;
      bestSmaller = smaller;
      best = { column, code };
    }
    const lowest = sorted[0] ?? 0;
    const below = codes.filter((other) => other <= lowest).length;
    if (bestSmaller === 0 && below < lines.length && below > 0) {
      bestSmaller = 1;
      best = { column, code: lowest };
    }
  }
  return best;
}
