import { ANY, DASH, type Pattern, type Piece, type Run, type TextTest } from './pattern.ts';

const SURROGATES = /[\ud800-\udfff]/;
const DASHES = '-/\u2013\u2014\u2015';

/** Compiles to the cheapest exact test. Costs at most linear time in the text for each run of the pattern. */
export function compilePattern(pattern: Pattern): TextTest {
  const runs = pattern.runs.filter(
    (run, index, all) => run.length > 0 || index === 0 || index === all.length - 1,
  );
  const plain = plainTest(runs);
  if (plain !== null) return plain;
  const units = runs.map((run) => elements(run, (literal) => literal.split('')));
  const whole = runs.map((run) => elements(run, (literal) => [...literal]));
  // One `?` is one character, though it may be two units of the text.
  return (text) => {
    return SURROGATES.test(text) ? matchRuns(whole, [...text]) : matchRuns(units, text);
  };
}

function plainTest(runs: readonly Run[]): TextTest | null {
  const literals: string[] = [];
  for (const run of runs) {
    const [piece = ''] = run;
    if (run.length > 1 || typeof piece !== 'string') return null;
    literals.push(piece);
  }
  const [head = '', ...rest] = literals;
  const tail = rest.pop();
  if (tail === undefined) return (text) => text === head;
  const [inner] = rest;
  if (head === '' && tail === '' && rest.length === 0) return () => true;
  if (head === '' && tail === '' && rest.length === 1 && inner) return (text) => text.includes(inner);
  return (text) => holdsInOrder(text, head, rest, tail);
}

function holdsInOrder(text: string, head: string, inner: readonly string[], tail: string): boolean {
  if (!text.startsWith(head) || !text.endsWith(tail)) return false;
  let from = head.length;
  for (const literal of inner) {
    const found = text.indexOf(literal, from);
    if (found === -1) return false;
    from = found + literal.length;
  }
  return from + tail.length <= text.length;
}

/** A piece of one character. */
type Element = Piece;
/** A text by units, or by characters where the two differ. */
type Characters = string | readonly string[];

function elements(run: Run, split: (literal: string) => readonly string[]): Element[] {
  return run.flatMap((piece): readonly Element[] => (typeof piece === 'string' ? split(piece) : [piece]));
}

function matchRuns(runs: readonly (readonly Element[])[], text: Characters): boolean {
  const last = runs.length - 1;
  const head = runs[0] ?? [];
  if (last === 0) return head.length === text.length && runAt(head, text, 0);
  if (!runAt(head, text, 0)) return false;
  let from = head.length;
  for (let index = 1; index < last; index++) {
    const run = runs[index] ?? [];
    const found = findRun(run, text, from);
    if (found === -1) return false;
    from = found + run.length;
  }
  const tail = runs[last] ?? [];
  const tailStart = text.length - tail.length;
  return tailStart >= from && runAt(tail, text, tailStart);
}

function runAt(run: readonly Element[], text: Characters, start: number): boolean {
  if (start + run.length > text.length) return false;
  for (const [index, element] of run.entries()) {
    const actual = text[start + index] as string;
    if (element === DASH ? !DASHES.includes(actual) : element !== ANY && element !== actual) return false;
  }
  return true;
}

function findRun(run: readonly Element[], text: Characters, from: number): number {
  const end = text.length - run.length;
  const first = run[0];
  for (let start = from; start <= end; start++) {
    if (typeof first === 'string') {
      start = text.indexOf(first, start);
      if (start === -1 || start > end) return -1;
    }
    if (runAt(run, text, start)) return start;
  }
  return -1;
}
