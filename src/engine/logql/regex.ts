/** A compiled regular expression of RE2's syntax that takes time linear in the text. */
export type Regex = {
  test(text: string): boolean;
  /** The first match and its groups; null without one. A group that took no part is empty. */
  match(text: string): readonly string[] | null;
  /** By number of the group; null for the whole and for groups without a name. */
  readonly names: readonly (string | null)[];
  /** Every match replaced; `$1`, `${1}` and `${name}` stand for groups, `$$` for a dollar, unless `literal`. */
  replaceAll(text: string, replacement: string, literal: boolean): string;
  /** How often it matches, without overlaps. */
  count(text: string): number;
};

/** Throws `LogqlError` when the source is wrong. */
export type CompileRegex = (source: string) => Regex;
