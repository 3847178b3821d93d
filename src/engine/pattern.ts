/**
 * Regular expressions laid out over several lines. Line ends and the indentation behind them do not count, and a line that
 * begins with `// ` says why. A space that begins or ends a line is written `\x20`, a backtick `` \` ``, what is not ASCII
 * `\u00f3`.
 */

type Layout = (lines: TemplateStringsArray, ...parts: readonly string[]) => RegExp;

/** pattern('i')`…`: what is put in with `${}` is the text of a pattern, as `layout` makes it. */
export function pattern(flags = ''): Layout {
  return (lines, ...parts) => new RegExp(layout(lines, ...parts), flags);
}

/** The text of a pattern, for a larger one. */
export function layout({ raw }: TemplateStringsArray, ...parts: readonly string[]): string {
  return String.raw({ raw }, ...parts)
    .split('\n')
    .map((line) => line.trimStart())
    .filter((line) => !line.startsWith('// '))
    .join('');
}
