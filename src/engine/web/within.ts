import { isStateOfATool } from './asked-query.ts';
import { withoutEntities } from './html.ts';
import { beginsAsJson, stringsOfJson } from './json-strings.ts';
import { packedText } from './packed.ts';
import type { RequestValue } from './request-values.ts';
import { isAsked, isOwnFolder } from './snippets.ts';

/** What a parameter holds that a program reads as values of their own: base64, escapes of a script or of HTML, strings in JSON. */
export function valuesWithin({ name, where, text }: RequestValue): readonly RequestValue[] {
  const values: RequestValue[] = [];
  // Tools send whole statements in base64: as in a search box, only what breaks out of something is an attack.
  const packed = packedText(text);
  if (packed !== null) values.push(within(`${where} in base64`, 'q', packed));
  const read = unescaped(text);
  if (read !== null) values.push(within(`${where} with escapes`, name, read));
  const shown = withoutEntities(text);
  if (shown !== null) values.push(within(`${where} with entities`, name, shown));
  if (beginsAsJson(text) && !isStateOfATool(text)) addStrings(name, `${where} in JSON`, text, values);
  return values;
}

/** Folders and documents of somebody's machine are what programs keep: only the text as a whole is judged for such. */
function isWorthy(text: string, already: number): boolean {
  return text.length > 2 && !isOwnFolder(text) && (already < MOST_WORDS || !ONE_WORD.test(text));
}

function within(where: string, name: string, text: string): RequestValue {
  return { kind: 'parameter', where, name, raw: text, text };
}

const ESCAPED = /\\(?:u00|x)([2-7][0-9a-f])/gi;

/** `\\u0027 or 1=1`, where a program takes it for a string of a script; null when nothing is escaped so. */
function unescaped(text: string): string | null {
  if (!text.includes('\\u00') && !text.includes('\\x')) return null;
  const read = text.replace(ESCAPED, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return read === text ? null : read;
}

/** So many strings of a single word are looked at. Longer ones are looked at up to `MOST_STRINGS`. */
const MOST_WORDS = 100;
const MOST_STRINGS = 400;
const ONE_WORD = /^[\w.-]*$/;

/** The strings of an object or list, and names of fields that are more than names. */
function addStrings(asked: string, where: string, text: string, values: RequestValue[]): void {
  const own = isAsked(asked) ? asked : null;
  const known = new Set<string>();
  const most = values.length + MOST_STRINGS;
  try {
    JSON.parse(text, (name, value: unknown) => {
      known.add(name);
      if (typeof value === 'string') known.add(value);
      if (values.length >= most) return value;
      if (typeof value === 'string' && isWorthy(value, values.length - most + MOST_STRINGS))
        values.push(within(where, own ?? name.toLowerCase(), value));
      if (!/^[\w.$-]*$/.test(name)) values.push(within(where, own ?? '', name));
      return value;
    });
  } catch {
    // No JSON after all.
    return;
  }
  // A field whose name comes twice.
  for (const hidden of stringsOfJson(text) ?? [])
    if (!known.has(hidden) && values.length < most && hidden.length > 2)
      values.push(within(where, own ?? '', hidden));
}
