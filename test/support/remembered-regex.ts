import type { CompileRegex, Regex } from '../../src/engine/logql/regex.ts';
import { linearRegex } from '../../src/hunt/regex.ts';

/** The program's own expressions. What one finds in a line is kept: a Loki in memory is asked for the same lines every ten seconds. */
export function rememberedRegex(): CompileRegex {
  const compile = linearRegex();
  const known = new Map<string, Regex>();
  return (source) => {
    const found = known.get(source) ?? remembered(compile(source));
    known.set(source, found);
    return found;
  };
}

function remembered(regex: Regex): Regex {
  return { ...regex, test: kept(regex.test), match: kept(regex.match) };
}

function kept<Found>(look: (text: string) => Found): (text: string) => Found {
  const known = new Map<string, Found>();
  return (text) => {
    if (!known.has(text)) known.set(text, look(text));
    return known.get(text) as Found;
  };
}
