/** Sigma's string values: `*` any run, `?` one character, backslash escapes a wildcard or a backslash before one. */

/** Literal runs between `*`; `null` inside a run stands for `?`. */
export type Pattern = {
  /** `[['a', null, 'b'], ['c']]` is `a?b*c`. */
  readonly runs: readonly (readonly (string | null)[])[];
};

const STAR = Symbol('star');
const ANY = Symbol('any');
type Piece = string | typeof STAR | typeof ANY;

export function parsePattern(text: string): Pattern {
  const pieces: Piece[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') pieces.push(literal);
    literal = '';
  };
  for (let index = 0; index < text.length; index++) {
    const char = text[index] as string;
    const next = text[index + 1];
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      index++;
    } else if (char === '*' || char === '?') {
      flush();
      pieces.push(char === '*' ? STAR : ANY);
    } else {
      literal += char;
    }
  }
  flush();
  return { runs: splitRuns(pieces) };
}

/** The text taken as it is: no character is special. */
export function literalPattern(text: string): Pattern {
  return { runs: [text === '' ? [] : [text]] };
}

function splitRuns(pieces: readonly Piece[]): (string | null)[][] {
  const runs: (string | null)[][] = [[]];
  for (const piece of pieces) {
    if (piece === STAR) runs.push([]);
    else (runs[runs.length - 1] as (string | null)[]).push(piece === ANY ? null : (piece as string));
  }
  return runs;
}

/** Open ends: what `contains`, `startswith` and `endswith` do to a pattern. */
export function openEnds(pattern: Pattern, front: boolean, back: boolean): Pattern {
  return { runs: [...(front ? [[]] : []), ...pattern.runs, ...(back ? [[]] : [])] };
}

export function mapLiterals(pattern: Pattern, change: (literal: string) => string): Pattern {
  return { runs: pattern.runs.map((run) => run.map((piece) => (piece === null ? null : change(piece)))) };
}

export type TextTest = (text: string) => boolean;

/** Compiles to the cheapest exact test. Costs at most linear time in the text for each run of the pattern. */
export function compilePattern(pattern: Pattern): TextTest {
  const runs = pattern.runs.filter(
    (run, index, all) => run.length > 0 || index === 0 || index === all.length - 1,
  );
  const plain = runs.every((run) => run.length === 0 || (run.length === 1 && run[0] !== null));
  if (plain) {
    const literals = runs.map((run) => run[0] ?? '');
    const [first = '', second = '', third = ''] = literals;
    if (literals.length === 1) return (text) => text === first;
    if (literals.length === 2 && first === '' && second === '') return () => true;
    if (literals.length === 2 && second === '') return (text) => text.startsWith(first);
    if (literals.length === 2 && first === '') return (text) => text.endsWith(second);
    if (literals.length === 3 && first === '' && third === '') return (text) => text.includes(second);
  }
  return (text) => matchRuns(runs, text);
}

function matchRuns(runs: Pattern['runs'], text: string): boolean {
  const last = runs.length - 1;
  const head = runs[0] as Pattern['runs'][number];
  if (last === 0) return runLength(head) === text.length && runAt(head, text, 0);
  if (!runAt(head, text, 0)) return false;
  let from = runLength(head);
  for (let index = 1; index < last; index++) {
    const run = runs[index] as Pattern['runs'][number];
    const found = findRun(run, text, from);
    if (found === -1) return false;
    from = found + runLength(run);
  }
  const tail = runs[last] as Pattern['runs'][number];
  const tailStart = text.length - runLength(tail);
  return tailStart >= from && runAt(tail, text, tailStart);
}

function runLength(run: readonly (string | null)[]): number {
  let length = 0;
  for (const piece of run) length += piece === null ? 1 : piece.length;
  return length;
}

function runAt(run: readonly (string | null)[], text: string, start: number): boolean {
  let at = start;
  for (const piece of run) {
    if (piece === null) at++;
    else if (text.startsWith(piece, at)) at += piece.length;
    else return false;
  }
  return at <= text.length;
}

function findRun(run: readonly (string | null)[], text: string, from: number): number {
  const first = run[0];
  const end = text.length - runLength(run);
  for (let start = from; start <= end; start++) {
    if (typeof first === 'string') {
      start = text.indexOf(first, start);
      if (start === -1 || start > end) return -1;
    }
    if (runAt(run, text, start)) return start;
  }
  return -1;
}
