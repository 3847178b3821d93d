import type { SqlTokens } from './sql-tokens.ts';

/**
 * The same tokens with what does not matter for the question "does a condition go on here?" taken out: calls stand for
 * their results, parentheses and signs are dropped, arithmetic is done (`1+1` is one number), `x = x` is `n=n`.
 */
export function fold({ kinds, texts }: SqlTokens): string {
  let folded = '';
  const names: string[] = [];
  for (let at = 0; at < kinds.length; at++) {
    const kind = kinds[at] as string;
    if (kind === 'f' || kind === 'g' || kind === 'j') {
      at = endOfCall(kinds, at);
      [folded] = append(folded, names, kind, '');
      continue;
    }
    // `f(x).g()` is one call.
    if (kind === '.' && 'fgj'.includes(kinds[at - 1] === ')' ? (folded.at(-1) ?? ' ') : ' ')) {
      if ('fgj'.includes(kinds[at + 1] ?? ' ')) {
        at = endOfCall(kinds, at + 1);
        continue;
      }
    }
    // `a.b` is one name.
    if (kind === '.' && (folded.endsWith('i') || folded.endsWith('n=n'))) {
      if (kinds[at + 1] === 'i' || kinds[at + 1] === 'k') at++;
      continue;
    }
    if (kind === '(' || kind === ')' || kind === 'o' || kind === 'a') continue;
    [folded] = append(folded, names, kind === '|' ? '&' : kind, texts[at] as string);
  }
  return folded;
}

const OPERANDS = 'nsqvtifgjy';

function append(folded: string, names: string[], kind: string, text: string): [string] {
  const last = folded.at(-1) ?? '';
  if (kind === '+' && (last === '' || !OPERANDS.includes(last))) return [folded];
  if (OPERANDS.includes(kind)) {
    if (last === '+' || last === '*') {
      const left = folded.at(-2) ?? '';
      // The weaker kind says more of where the sum came from; a context string stays one.
      const sum = left === 's' && folded.length === 2 ? null : stronger(left, kind);
      if (sum !== null && OPERANDS.includes(left)) {
        names[names.length - 1] = '';
        return [`${folded.slice(0, -2)}${sum}`];
      }
    }
    if (last === '=' && names.length >= 1 && kind === 'i' && text !== '' && names.at(-1) === text) {
      names.push('');
      return [`${folded.slice(0, -2)}n=n`];
    }
    names.push(kind === 'i' ? text : '');
  }
  return [folded + kind];
}

const STRENGTH = 'fyvgtnsqij';

function stronger(a: string, b: string): string {
  if (b === 'q') return 'q';
  const left = STRENGTH.indexOf(a);
  return left !== -1 && left < STRENGTH.indexOf(b) ? a : b;
}

/** Index of the last token of a call: its closing parenthesis, or the end of the value. */
function endOfCall(kinds: string, name: number): number {
  let depth = 0;
  for (let at = name + 1; at < kinds.length; at++) {
    if (kinds[at] === '(') depth++;
    else if (kinds[at] === ')' && --depth <= 0) return at;
    else if (depth === 0 && kinds[at] !== '(') return at - 1;
  }
  return kinds.length - 1;
}
