import { detectFormat, isBuiltIn, mostOf, parserFor } from './detect.ts';
import type { FormatName, Parser, ParserFactory } from './parser.ts';

/** What lines may be. */
export type Formats = {
  /** The format of which most of these lines (the first of a source) are, or null. */
  detect(lines: readonly string[]): FormatName | null;
  /** Null for a format that is there no longer: a user's description was taken away. */
  parserFor(format: FormatName): Parser | null;
};

/** The formats that this program knows, after those that the user has described: the user knows better. */
export function formatsWith(own: readonly ParserFactory[]): Formats {
  const byName = new Map(own.map((factory) => [factory.format, factory]));
  return {
    detect: (lines) => mostOf(lines, own) ?? detectFormat(lines),
    parserFor: (format) => (isBuiltIn(format) ? parserFor(format) : (byName.get(format)?.create() ?? null)),
  };
}

export const BUILT_IN_FORMATS: Formats = formatsWith([]);
