import { type FieldValue, LISTS, type Lists } from '../../../model/log-event.ts';
import { closingQuote } from '../text/quoted.ts';

/** The values of a JSON record by their path: `{"request": {"uri": "/"}}` is `request.uri`. */
export type FlatRecord = Record<string, FieldValue | undefined> & { [LISTS]?: Lists };

const MAX_KEYS = 256;
/** CloudTrail writes `requestParameters.ipPermissions.items[].ipRanges.items[].cidrIp`. */
const MAX_DEPTH = 8;

/**
 * A line that is one JSON object, flattened; null when it is none. Of a key given twice the last one holds. Of a list of
 * objects each key is a list: `{"target": [{"id": 1}, {"id": 2}]}` is `target.id`.
 */
export function readJsonRecord(line: string): FlatRecord | null {
  const value = parseJson(line);
  if (!isObject(value)) return null;
  const flat: FlatRecord = {};
  const lists = new Map<string, FieldValue[]>();
  flatten(value, '', MAX_DEPTH, { flat, lists, inList: false, keys: { left: MAX_KEYS } });
  if (lists.size === 0) return flat;
  for (const [name, elements] of lists)
    if (!Object.hasOwn(flat, name) || flat[name] === null) put(flat, name, elements.join(', '));
  flat[LISTS] = new Map(Array.from(lists, ([name, elements]) => [name, elements.map(String)]));
  return flat;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // nginx without `escape=json` writes `\x22`, which JSON does not know: just the lines that attackers cause.
    if (!line.includes('\\x')) return null;
  }
  try {
    return JSON.parse(
      line.replace(/\\(?:x([0-9a-fA-F]{2})|[^x])/g, (whole, hex) => (hex ? `\\u00${hex}` : whole)),
    );
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(object: Record<string, unknown>): boolean {
  for (const _ in object) return false;
  return true;
}

type Flattening = {
  readonly flat: FlatRecord;
  readonly lists: Map<string, FieldValue[]>;
  /** Within an object of a list: its values stand beside those of the list's other objects. */
  readonly inList: boolean;
  /** Keys that may still come. */
  readonly keys: { left: number };
};

function flatten(object: Record<string, unknown>, path: string, depth: number, into: Flattening): void {
  for (const key of Object.keys(object)) {
    const value = object[key];
    const name = path + key;
    if (isObject(value) && !isEmpty(value)) {
      if (depth > 1) flatten(value, `${name}.`, depth - 1, into);
    } else if (into.keys.left-- > 0) {
      if (Array.isArray(value)) flattenList(value, name, depth, into);
      // An empty object is there, and has no value.
      else if (isObject(value)) put(into.flat, name, null);
      else if (into.inList) addTo(into.lists, name, [value as FieldValue]);
      else put(into.flat, name, value as FieldValue);
    }
    if (into.keys.left <= 0) return;
  }
}

/** A key is only a name: `__proto__`, set as one, would be lost. */
function put(flat: FlatRecord, name: string, value: FieldValue): void {
  if (name === '__proto__')
    Object.defineProperty(flat, name, { value, enumerable: true, configurable: true });
  else flat[name] = value;
}

/** A list in a list is not looked at. */
function flattenList(list: readonly unknown[], name: string, depth: number, into: Flattening): void {
  const scalars = list.filter(isScalar);
  const objects = list.filter(isObject);
  if (into.inList || scalars.length > 1) addTo(into.lists, name, scalars);
  else if (objects.length === 0 || scalars.length > 0) put(into.flat, name, scalars.join(', '));
  if (depth > 1)
    for (const object of objects) flatten(object, `${name}.`, depth - 1, { ...into, inList: true });
}

function addTo(lists: Map<string, FieldValue[]>, name: string, elements: readonly FieldValue[]): void {
  const known = lists.get(name);
  if (known === undefined) lists.set(name, [...elements]);
  else known.push(...elements);
}

function isScalar(value: unknown): value is FieldValue {
  return typeof value !== 'object' || value === null;
}

const QUOTE = 34;
const COLON = 58;

/**
 * Whether a key with one of these paths stands in the record more than once, with different values. A server writes
 * each key once: the second one came in through a value that was not escaped, and nothing tells which is which.
 */
export function isContradicted(line: string, paths: readonly string[]): boolean {
  const seen = new Map<string, string>();
  const parents: string[] = [];
  let key = '';
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (isOpening(code)) parents.push(key);
    else if (isClosing(code)) parents.pop();
    if (code !== QUOTE) continue;
    const close = closingQuote(line, at + 1);
    if (close === -1) return false;
    const colon = afterSpaces(line, close + 1);
    if (line.charCodeAt(colon) === COLON) {
      key = unescaped(line.slice(at + 1, close));
      // The outermost object has no name.
      const path = parents.length > 1 ? `${parents.slice(1).join('.')}.${key}` : key;
      if (paths.includes(path)) {
        const value = valueAt(line, colon + 1);
        if ((seen.get(path) ?? value) !== value) return true;
        seen.set(path, value);
      }
    }
    at = close;
  }
  return false;
}

/** `{` and `[` */
function isOpening(code: number): boolean {
  return code === 123 || code === 91;
}

/** `}` and `]` */
function isClosing(code: number): boolean {
  return code === 125 || code === 93;
}

function unescaped(key: string): string {
  return key.includes('\\') ? String(parseJson(`"${key}"`)) : key;
}

/** The value as written, up to the comma or brace behind it. */
function valueAt(line: string, start: number): string {
  const at = afterSpaces(line, start);
  const end =
    line.charCodeAt(at) === QUOTE ? closingQuote(line, at + 1) : line.slice(at).search(/[,}\]]/) + at;
  return line.slice(at, end);
}

function afterSpaces(line: string, start: number): number {
  let at = start;
  while (line.charCodeAt(at) === 32 || line.charCodeAt(at) === 9) at += 1;
  return at;
}
