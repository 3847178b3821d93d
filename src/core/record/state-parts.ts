import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** An array of a state with more items than this is a part of its own, or several. */
const ITEMS = 2000;
/**
 * A part has about this many characters at most: attackers in the middle of a flood are 10 KB each. What is longer than
 * 128 KB V8 puts beside its pages, where only a collection of the whole heap takes it away.
 */
const PIECE = 96 << 10;
/** Level of compression. The 45 MB of 10,000 attackers become 4 MB in 0.14 s; the next level takes twice as long for a tenth less. */
const LEVEL = 1;

type Path = readonly string[];
type Part = readonly [path: Path, items: readonly unknown[]];
type Long = readonly [Path, Iterable<unknown>];

/**
 * A state as JSON in parts, so that 100,000 attackers need no text of a gigabyte: first all but what is long of it, then
 * that, piece by piece. Arrays are written when the first part is asked for, whatever becomes of them then; what is an
 * iterable and no array is asked for its items one by one, as they are written, and held no longer.
 */
export function stateParts(state: object): Iterable<Uint8Array> {
  const long: Long[] = [];
  const first = withoutLong(state, [], long);
  return inTurn(first, long);
}

/** Of what was written nothing is named any more: its copies are the memory of a checkpoint. */
function* inTurn(first: unknown, long: Long[]): Iterable<Uint8Array> {
  const parts = [pack(first)];
  for (const each of long) if (Array.isArray(each[1])) parts.push(...longParts(each));
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) yield part;
  for (let each = long.shift(); each !== undefined; each = long.shift())
    if (!Array.isArray(each[1])) yield* longParts(each);
}

/**
 * Item by item as JSON, for the text is shorter than the items. Who asks for the next part may do so much later: what is
 * held until then V8 takes for what stays for good, so nothing is but the part.
 */
function* longParts([path, items]: Long): Iterable<Uint8Array> {
  const begin = `[${JSON.stringify(path)},[`;
  let count = 0;
  let text = begin;
  for (const item of items) {
    text += count++ === 0 ? JSON.stringify(item) : `,${JSON.stringify(item)}`;
    if (count < ITEMS && text.length < PIECE) continue;
    const part = packText(`${text}]]`);
    text = begin;
    count = 0;
    yield part;
  }
  if (count > 0) yield packText(`${text}]]`);
}

/** The state that was taken apart. Throws when the parts are damaged. */
export function joinParts(parts: readonly Uint8Array[]): unknown {
  if (parts.length === 0) throw new Error('a state has at least one part');
  const [first, ...rest] = parts.map((part) => JSON.parse(inflateRawSync(part).toString()) as unknown);
  for (const [path, items] of rest as Part[]) {
    const array = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], first) as unknown[];
    for (const item of items) array.push(item);
  }
  return first;
}

function withoutLong(value: unknown, path: Path, long: Long[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const isLong = Array.isArray(value) ? value.length > ITEMS : Symbol.iterator in value;
  if (isLong) {
    long.push([path, value as Iterable<unknown>]);
    return [];
  }
  if (Array.isArray(value))
    return value.map((item, index) => withoutLong(item, [...path, String(index)], long));
  const entries = Object.entries(value).map(([key, item]) => [key, withoutLong(item, [...path, key], long)]);
  return Object.fromEntries(entries);
}

function pack(value: unknown): Uint8Array {
  return packText(JSON.stringify(value));
}

function packText(text: string): Uint8Array {
  return deflateRawSync(text, { level: LEVEL });
}
