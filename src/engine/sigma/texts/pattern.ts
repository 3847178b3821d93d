/** Sigma's string values: `*` any run, `?` one character, backslash escapes a wildcard or a backslash before one. */

/** One character, whichever. */
export const ANY = Symbol('any');
/** One of the characters that Windows takes for a dash before an option (`windash`). */
export const DASH = Symbol('dash');

export type Piece = string | typeof ANY | typeof DASH;

/** What stands between two `*`. */
export type Run = readonly Piece[];

export type Pattern = {
  /** `[['a', ANY, 'b'], ['c']]` is `a?b*c`. */
  readonly runs: readonly Run[];
};

export type TextTest = (text: string) => boolean;

/** Reads a value of a rule: `*` and `?` are wildcards unless a backslash stands before them. */
export function parsePattern(text: string): Pattern {
  const runs: Piece[][] = [[]];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') runs[runs.length - 1]?.push(literal);
    literal = '';
  };
  for (let index = 0; index < text.length; index++) {
    const char = text[index] as string;
    const next = text[index + 1];
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      index++;
    } else if (char === '*') {
      flush();
      runs.push([]);
    } else if (char === '?') {
      flush();
      runs[runs.length - 1]?.push(ANY);
    } else {
      literal += char;
    }
  }
  flush();
  return { runs };
}

/** The text taken as it is: no character is special. */
export function literalPattern(text: string): Pattern {
  return { runs: [text === '' ? [] : [text]] };
}

/** Open ends: what `contains`, `startswith` and `endswith` do to a pattern. */
export function openEnds({ runs }: Pattern, front: boolean, back: boolean): Pattern {
  return { runs: [...(front ? [[]] : []), ...runs, ...(back ? [[]] : [])] };
}

/** The pattern with each literal changed; wildcards stay. */
export function mapLiterals({ runs }: Pattern, change: (literal: string) => Piece | Run): Pattern {
  const changed = (piece: Piece): Run => {
    if (typeof piece !== 'string') return [piece];
    const made = change(piece);
    return Array.isArray(made) ? made : [made as Piece];
  };
  return { runs: runs.map((run) => joined(run.flatMap(changed))) };
}

/** The patterns one after the other: the last run of one goes on in the first of the next. */
export function concatenate(patterns: readonly Pattern[]): Pattern {
  const runs: Run[] = [[]];
  for (const { runs: more } of patterns) {
    const [first = [], ...others] = more;
    runs[runs.length - 1] = joined([...(runs.at(-1) ?? []), ...first]);
    runs.push(...others);
  }
  return { runs };
}

/** The only text that the pattern matches; null when there is more than one. */
export function soleText({ runs }: Pattern): string | null {
  const [run] = runs;
  if (run === undefined || runs.length > 1 || run.length > 1) return null;
  const [piece = ''] = run;
  return typeof piece === 'string' ? piece : null;
}

/** The longest literal that every match holds; empty when there is none. */
export function longestLiteral({ runs }: Pattern): string {
  let longest = '';
  for (const run of runs)
    for (const piece of run) if (typeof piece === 'string' && piece.length > longest.length) longest = piece;
  return longest;
}

function joined(run: Run): Run {
  const pieces: Piece[] = [];
  for (const piece of run) {
    const last = pieces.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
    else if (piece !== '') pieces.push(piece);
  }
  return pieces;
}
