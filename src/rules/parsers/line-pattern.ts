import type { LinePattern } from '../../engine/parse/custom/spec.ts';

export type CompiledPattern = {
  readonly match: LinePattern;
  readonly groups: readonly string[];
};

/** Compiles RE2 syntax, linear in the line whatever the pattern; the whole line has to match. Throws when it is wrong. */
export async function compileLinePattern(source: string): Promise<CompiledPattern> {
  // Loaded only by those who have parsers of their own.
  const { RE2JS } = await import('re2js');
  const regex = RE2JS.compile(source);
  const groups = Object.keys(regex.namedGroups());
  return {
    groups,
    match: (line) => {
      const matcher = regex.matcher(line);
      if (!matcher.matches()) return null;
      const found: Record<string, string> = {};
      for (const name of groups) {
        const text = matcher.group(name);
        if (typeof text === 'string') found[name] = text;
      }
      return found;
    },
  };
}
