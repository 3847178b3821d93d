import { LogqlError } from './ast.ts';

/** Texts and captures in turn: `<name>` captures, `<_>` is left out. */
type Part = { readonly text: string } | { readonly capture: string | null };

const CAPTURE = /<([A-Za-z_][A-Za-z0-9_]*)>/g;

function parts(source: string): readonly Part[] {
  const found: Part[] = [];
  let at = 0;
  for (const match of source.matchAll(CAPTURE)) {
    if (match.index > at) found.push({ text: source.slice(at, match.index) });
    const last = found.at(-1);
    if (last && 'capture' in last)
      throw new LogqlError(`pattern ${source}: found consecutive capture '${match[0]}': put a text between`);
    found.push({ capture: match[1] === '_' ? null : (match[1] as string) });
    at = match.index + match[0].length;
  }
  if (at < source.length) found.push({ text: source.slice(at) });
  return found;
}

/** The stage `pattern`: names and values found in a line. A text that is not there ends it: its capture takes the rest. */
export function compilePattern(source: string): (line: string) => readonly (readonly [string, string])[] {
  const expression = parts(source);
  const names = expression.flatMap((part) =>
    'capture' in part && part.capture !== null ? [part.capture] : [],
  );
  if (names.length === 0) throw new LogqlError(`pattern ${source}: at least one capture is required: <name>`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new LogqlError(`pattern ${source}: duplicate capture name: ${twice}`);
  return (line) => {
    const found: [string, string][] = [];
    let at = 0;
    for (let index = 0; index < expression.length; index++) {
      const part = expression[index] as Part;
      if ('text' in part) {
        if (!line.startsWith(part.text)) return found;
        at = part.text.length;
        continue;
      }
      const next = expression[index + 1];
      const end = next && 'text' in next ? line.indexOf(next.text, at) : -1;
      if (part.capture !== null)
        found.push([part.capture, end === -1 ? line.slice(at) : line.slice(at, end)]);
      if (end === -1 || !next || !('text' in next)) return found;
      at = end + next.text.length;
      index++;
    }
    return found;
  };
}

/** The line filters `|>` and `!>`: the whole line must be of this form, and no `<_>` empty. */
export function compilePatternTest(source: string): (line: string) => boolean {
  const expression = parts(source);
  if (expression.some((part) => 'capture' in part && part.capture !== null))
    throw new LogqlError(`pattern ${source}: named captures are not allowed in a line filter: write <_>`);
  return (line) => {
    if (line === '' || expression.length === 0) return line === '' && expression.length === 0;
    let at = 0;
    for (const [index, part] of expression.entries()) {
      if ('capture' in part) continue;
      const found = line.indexOf(part.text, at);
      if (found === -1 || (index === 0 ? found !== 0 : found === at)) return false;
      at = found + part.text.length;
    }
    const last = expression.at(-1) as Part;
    return 'capture' in last ? at < line.length : at === line.length;
  };
}
