import { RE2JS } from 're2js';
import { LogqlError } from '../engine/logql/ast.ts';
import type { CompileRegex, Regex } from '../engine/logql/regex.ts';
import { foldCase } from '../engine/sigma/texts/fold.ts';
import { regexLiterals } from '../engine/sigma/texts/regex-literals.ts';

/** What is kept of expressions that templates make of the lines themselves. */
const MOST_KEPT = 256;

/** RE2's syntax, in time linear in the text whatever the pattern. Each source is compiled once. */
export function linearRegex(): CompileRegex {
  const known = new Map<string, Regex>();
  return (source) => {
    const found = known.get(source);
    if (found) return found;
    const regex = compile(source);
    if (known.size < MOST_KEPT) known.set(source, regex);
    return regex;
  };
}

function compile(source: string): Regex {
  const regex = parsed(source);
  const names: (string | null)[] = new Array(regex.groupCount() + 1).fill(null);
  for (const [name, group] of Object.entries(regex.namedGroups())) names[group] = name;
  const mayMatch = literalTest(source);
  return {
    names,
    test: (text) => mayMatch(text) && regex.test(text),
    match: (text) => {
      if (!mayMatch(text)) return null;
      const matcher = regex.matcher(text);
      if (!matcher.find()) return null;
      return names.map((_, group) => matcher.group(group) ?? '');
    },
    replaceAll: (text, replacement, literal) => {
      const matcher = regex.matcher(text);
      let result = '';
      let at = 0;
      while (matcher.find()) {
        const groups = names.map((_, group) => matcher.group(group) ?? '');
        result +=
          text.slice(at, matcher.start()) + (literal ? replacement : expand(replacement, names, groups));
        at = matcher.end();
      }
      return result + text.slice(at);
    },
    count: (text) => {
      const matcher = regex.matcher(text);
      let count = 0;
      while (matcher.find()) count++;
      return count;
    },
  };
}

function parsed(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LogqlError(`the regular expression ${source} is wrong: ${reason}`);
  }
}

/** Most lines are ruled out by a text that each match must hold: far quicker than the expression. */
function literalTest(source: string): (text: string) => boolean {
  const literals = regexLiterals(source);
  if (literals === null) return () => true;
  const [only] = literals;
  if (literals.length === 1 && only !== undefined) return (text) => foldCase(text).includes(only);
  return (text) => {
    const folded = foldCase(text);
    return literals.some((literal) => folded.includes(literal));
  };
}

/** Go's `$name` takes the longest name: `$1x` is the group `1x`. One that is not there is empty. */
function expand(replacement: string, names: readonly (string | null)[], groups: readonly string[]): string {
  return replacement.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (all, braced, plain) => {
    if (all === '$$') return '$';
    const name: string = braced ?? plain;
    return groups[/^\d+$/.test(name) ? Number(name) : names.indexOf(name)] ?? '';
  });
}
