/** The functions of `line_format` and `label_format` that Loki documents. */

import type { CompileRegex } from '../regex.ts';
import { parseBytes, parseFloatGo, parseGoDuration } from '../units.ts';
import { goLayoutParse, goLayoutShow } from './go-layout.ts';
import { printf } from './printf.ts';
import { Moment, momentMs, show, type Value } from './values.ts';

export type TemplateContext = {
  readonly line: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly compile: CompileRegex;
};

type TemplateFunction = {
  readonly least: number;
  readonly most: number;
  run(values: readonly Value[], context: TemplateContext): Value;
};

const LONGEST = 1 << 20;

function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : show(value ?? null);
}

/** As sprig casts: what is no number is 0. */
function float(value: Value | undefined): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return parseFloatGo(text(value).trim()) ?? 0;
}

function int(value: Value | undefined): number {
  if (typeof value === 'string') return /^[+-]?\d+$/.test(value.trim()) ? Number(value) : 0;
  return Math.trunc(float(value));
}

const of =
  (least: number, most: number) =>
  (run: (...values: Value[]) => Value): TemplateFunction => ({
    least,
    most,
    run: (values) => run(...values),
  });
const one = of(1, 1);
const two = of(2, 2);
const three = of(3, 3);
const many = of(1, 50);

function nonzero(value: number): number {
  if (value === 0) throw new Error('integer divide by zero');
  return value;
}

/** Without the signs of `set` at the beginning. */
function trimLeft(value: Value | undefined, set: Value | undefined): string {
  const signs = new Set(text(set));
  const all = [...text(value)];
  const start = all.findIndex((sign) => !signs.has(sign));
  return start === -1 ? '' : all.slice(start).join('');
}

/** Without the signs of `set` at the end. */
function trimRight(value: Value | undefined, set: Value | undefined): string {
  const signs = new Set(text(set));
  const all = [...text(value)];
  return all.slice(0, all.findLastIndex((sign) => !signs.has(sign)) + 1).join('');
}

function cutPrefix(value: string, prefix: string): string {
  return value.startsWith(prefix) ? value.slice(prefix.length) : value;
}

function cutSuffix(value: string, suffix: string): string {
  return suffix !== '' && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value;
}

function replaceSome(value: string, old: string, by: string, most: number): string {
  if (most < 0) return value.replaceAll(old, () => by);
  const parts = value.split(old);
  if (parts.length <= most + 1) return parts.join(by);
  return parts.slice(0, most + 1).join(by) + old + parts.slice(most + 1).join(old);
}

function repeat(count: number, value: string): string {
  if (count < 0 || count * value.length > LONGEST) throw new Error(`${count} times is too often`);
  return value.repeat(count);
}

function truncate(count: number, value: string): string {
  const signs = [...value];
  if (count < 0) return signs.length + count > 0 ? signs.slice(signs.length + count).join('') : value;
  return signs.slice(0, count).join('');
}

function substring(start: number, end: number, value: string): string {
  const signs = [...value];
  if (start < 0) return end < 0 ? '' : signs.slice(0, end).join('');
  return signs.slice(start, end < 0 ? undefined : Math.max(start, end)).join('');
}

function indent(count: number, value: string): string {
  const space = ' '.repeat(Math.max(0, Math.min(count, 1000)));
  return space + value.replaceAll('\n', `\n${space}`);
}

function round(value: number, places: number): number {
  const factor = 10 ** places;
  return Math.floor(value * factor + 0.5) / factor;
}

function urlDecode(value: string): string {
  const spaced = value.replaceAll('+', ' ');
  const bytes: number[] = [];
  for (const sign of spaced.split(/(%[0-9a-fA-F]{2})/)) {
    if (/^%[0-9a-fA-F]{2}$/.test(sign)) bytes.push(Number.parseInt(sign.slice(1), 16));
    else if (sign.includes('%'))
      throw new Error(`invalid URL escape ${JSON.stringify(sign.slice(sign.indexOf('%')).slice(0, 3))}`);
    else bytes.push(...new TextEncoder().encode(sign));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function urlEncode(value: string): string {
  return encodeURIComponent(value)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

function base64Encode(value: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(value.slice(0, 60_000))));
}

function base64Decode(value: string): string {
  const binary = atob(value);
  return new TextDecoder().decode(Uint8Array.from(binary, (sign) => sign.charCodeAt(0)));
}

function number(value: number | null, what: string, given: string): number {
  if (value === null) throw new Error(`${what}: invalid ${what} ${JSON.stringify(given)}`);
  return value;
}

function ms(value: Value | undefined): number {
  const found = momentMs(value ?? null);
  if (found === null) throw new Error('it is no time: use toDate');
  return found;
}

function compare(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) throw new Error('incompatible types for comparison');
  const [left, right] = [text(a), text(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function isFilled(value: Value): boolean {
  return value !== null && value !== '' && value !== 0 && value !== false;
}

function index(value: Value, keys: readonly Value[]): Value {
  let found = value;
  for (const key of keys) {
    if (Array.isArray(found)) found = (found[int(key)] as Value | undefined) ?? null;
    else if (found !== null && typeof found === 'object')
      found = Object.hasOwn(found, text(key)) ? ((found as Record<string, Value>)[text(key)] ?? null) : '';
    else return null;
  }
  return found;
}

const reduce = (run: (a: number, b: number) => number, cast: (value: Value) => number) =>
  many((...values) => values.map(cast).reduce((a, b) => run(a, b)));

const withRegex = (
  least: number,
  run: (regex: ReturnType<CompileRegex>, values: readonly Value[]) => Value,
): TemplateFunction => ({
  least,
  most: least,
  run: (values, context) => run(context.compile(text(values[0])), values),
});

export const TEMPLATE_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map(
  Object.entries({
    __line__: { least: 0, most: 0, run: (_, { line }) => line },
    __timestamp__: { least: 0, most: 0, run: (_, { time }) => new Moment(time) },
    ToLower: one((a) => text(a).toLowerCase()),
    ToUpper: one((a) => text(a).toUpperCase()),
    lower: one((a) => text(a).toLowerCase()),
    upper: one((a) => text(a).toUpperCase()),
    title: one((a) =>
      text(a).replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_, before, first) => before + first.toUpperCase()),
    ),
    Replace: of(4, 4)((a, old, by, most) => replaceSome(text(a), text(old), text(by), int(most))),
    replace: three((old, by, a) => text(a).replaceAll(text(old), () => text(by))),
    Trim: two((a, set) => trimLeft(trimRight(a, set), set)),
    TrimLeft: two(trimLeft),
    TrimRight: two(trimRight),
    TrimPrefix: two((a, prefix) => cutPrefix(text(a), text(prefix))),
    TrimSuffix: two((a, suffix) => cutSuffix(text(a), text(suffix))),
    TrimSpace: one((a) => text(a).trim()),
    trim: one((a) => text(a).trim()),
    trimAll: two((set, a) => trimLeft(trimRight(a, set), set)),
    trimPrefix: two((prefix, a) => cutPrefix(text(a), text(prefix))),
    trimSuffix: two((suffix, a) => cutSuffix(text(a), text(suffix))),
    trunc: two((count, a) => truncate(int(count), text(a))),
    substr: three((start, end, a) => substring(int(start), int(end), text(a))),
    contains: two((part, a) => text(a).includes(text(part))),
    hasPrefix: two((part, a) => text(a).startsWith(text(part))),
    hasSuffix: two((part, a) => text(a).endsWith(text(part))),
    indent: two((count, a) => indent(int(count), text(a))),
    nindent: two((count, a) => `\n${indent(int(count), text(a))}`),
    repeat: two((count, a) => repeat(int(count), text(a))),
    alignLeft: two((count, a) => truncate(int(count), text(a)).padEnd(Math.min(int(count), 1000))),
    alignRight: two((count, a) => truncate(-int(count), text(a)).padStart(Math.min(int(count), 1000))),
    b64enc: one((a) => base64Encode(text(a))),
    b64dec: one((a) => base64Decode(text(a))),
    urldecode: one((a) => urlDecode(text(a))),
    urlencode: one((a) => urlEncode(text(a))),
    regexReplaceAll: withRegex(3, (regex, [, a, by]) => regex.replaceAll(text(a), text(by), false)),
    regexReplaceAllLiteral: withRegex(3, (regex, [, a, by]) => regex.replaceAll(text(a), text(by), true)),
    count: withRegex(2, (regex, [, a]) => regex.count(text(a))),
    bytes: one((a) => number(parseBytes(text(a)), 'bytes', text(a))),
    duration: one((a) => number(parseGoDuration(text(a)), 'duration', text(a))),
    duration_seconds: one((a) => number(parseGoDuration(text(a)), 'duration', text(a))),
    int: one(int),
    float64: one(float),
    add: reduce((a, b) => a + b, int),
    sub: two((a, b) => int(a) - int(b)),
    mul: reduce((a, b) => a * b, int),
    div: two((a, b) => Math.trunc(int(a) / nonzero(int(b)))),
    mod: two((a, b) => int(a) % nonzero(int(b))),
    max: reduce(Math.max, int),
    min: reduce(Math.min, int),
    addf: reduce((a, b) => a + b, float),
    subf: reduce((a, b) => a - b, float),
    mulf: reduce((a, b) => a * b, float),
    divf: reduce((a, b) => a / b, float),
    maxf: reduce(Math.max, float),
    minf: reduce(Math.min, float),
    ceil: one((a) => Math.ceil(float(a))),
    floor: one((a) => Math.floor(float(a))),
    round: of(2, 3)((a, places) => round(float(a), int(places))),
    fromJson: one((a) => {
      try {
        return JSON.parse(text(a)) as Value;
      } catch {
        return null;
      }
    }),
    default: two((other, a) => (isFilled(a as Value) ? (a as Value) : (other as Value))),
    date: two((layout, a) => goLayoutShow(text(layout), ms(a))),
    toDate: two((layout, a) => new Moment(goLayoutParse(text(layout), text(a)) ?? -62_135_596_800_000)),
    unixEpoch: one((a) => String(Math.floor(ms(a) / 1000))),
    unixEpochMillis: one((a) => String(ms(a))),
    unixEpochNanos: one((a) => String(BigInt(ms(a)) * 1_000_000n)),
    unixToTime: one((a) => new Moment(unixMs(text(a)))),
    printf: many((format, ...values) => printf(text(format), values)),
    print: many((...values) => values.map(text).join('')),
    println: many((...values) => `${values.map(text).join(' ')}\n`),
    len: one((a) =>
      typeof a === 'string' ? new TextEncoder().encode(a).length : Object.keys(a ?? {}).length,
    ),
    index: many((value, ...keys) => index(value as Value, keys)),
    eq: of(2, 50)((a, ...others) => others.some((b) => compare(a as Value, b) === 0)),
    ne: two((a, b) => compare(a as Value, b as Value) !== 0),
    lt: two((a, b) => compare(a as Value, b as Value) < 0),
    le: two((a, b) => compare(a as Value, b as Value) <= 0),
    gt: two((a, b) => compare(a as Value, b as Value) > 0),
    ge: two((a, b) => compare(a as Value, b as Value) >= 0),
    and: many((...values) => values.find((value) => !isFilled(value)) ?? values.at(-1) ?? null),
    or: many((...values) => values.find(isFilled) ?? values.at(-1) ?? null),
    not: one((a) => !isFilled(a as Value)),
  } satisfies Record<string, TemplateFunction>),
);

export function isTemplateFunction(name: string): boolean {
  return TEMPLATE_FUNCTIONS.has(name);
}

/** Days, seconds, milliseconds, microseconds or nanoseconds, told apart by their digits as Loki does. */
function unixMs(digits: string): number {
  const value = Number(digits);
  const unit: Readonly<Record<number, number>> = { 5: 86_400_000, 10: 1000, 13: 1, 16: 1e-3, 19: 1e-6 };
  const factor = unit[digits.length];
  if (factor === undefined || Number.isNaN(value)) throw new Error(`unable to parse time '${digits}'`);
  return Math.floor(value * factor);
}
