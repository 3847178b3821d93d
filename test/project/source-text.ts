/** Reads source text as far as the house rules need it; a line-based reading of formatted code, not a parser. */

/** `path` from the project's root, with forward slashes. */
export type SourceFile = { readonly path: string; readonly text: string };

export type ImportLine = {
  readonly specifier: string;
  readonly line: number;
  /** `import type`: gone at run time. */
  readonly typesOnly: boolean;
  /** `import()`: loaded when reached. */
  readonly dynamic: boolean;
};

const quotedOrComment =
  /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

/** Comments blanked, line numbers kept. */
export function withoutComments(text: string): string {
  return text.replace(quotedOrComment, (found, quoted?: string) => quoted ?? found.replace(/[^\n]/g, ' '));
}

const statement = /^[ \t]*(?:import|export)\s+(type\s+)?(?:[\w$*{},\s]+?\sfrom\s+)?['"]([^'"\n]+)['"]/gm;
const call = /\bimport\(\s*['"]([^'"\n]+)['"]/g;

export function importsOf(text: string): readonly ImportLine[] {
  const code = withoutComments(text);
  const lineAt = (index: number) => code.slice(0, index).split('\n').length;
  const found = (
    match: RegExpMatchArray,
    specifier = '',
    typesOnly = false,
    dynamic = false,
  ): ImportLine => ({
    specifier,
    line: lineAt(match.index ?? 0),
    typesOnly,
    dynamic,
  });
  return [
    ...[...code.matchAll(statement)].map((match) => found(match, match[2], match[1] !== undefined)),
    ...[...code.matchAll(call)].map((match) => found(match, match[1], false, true)),
  ];
}
