import type { YamlProblem } from './yaml-problem.ts';

type Spoilt = { readonly sign: RegExp; readonly message: (found: string) => string };

/** What editors, mails and git leave in a file, and YAML then complains about in words that do not help. */
const KINDS: readonly Spoilt[] = [
  {
    sign: /^(?:<{7} |={7}$|>{7} )/m,
    message: () => 'git has left both sides of a conflict here: keep one',
  },
  {
    sign: /^[ \t]*[\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]/m,
    message: (found) =>
      `what indents this line looks like a space and is none (${codeOf(found)}): type it anew`,
  },
];

/** The first such thing between two offsets; asked only when the YAML is wrong. */
export function spoiltText(text: string, from: number, to: number): YamlProblem | null {
  const part = text.slice(from, to);
  for (const { sign, message } of KINDS) {
    const found = sign.exec(part);
    if (found !== null) return { at: from + found.index, message: message(found[0]) };
  }
  return null;
}

/** Of a name: why it is none, though it looks like one. */
export function spoiltName(name: string): string | null {
  const found = /[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/.exec(name);
  return found === null
    ? null
    : `'${name}' has a character that cannot be seen (${codeOf(found[0])}): type it anew`;
}

function codeOf(found: string): string {
  const code = found.charCodeAt(found.length - 1).toString(16);
  return `U+${code.toUpperCase().padStart(4, '0')}`;
}
