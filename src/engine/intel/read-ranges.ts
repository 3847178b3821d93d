import { type IpRange, parseRange } from '../../model/addresses/ip-range.ts';
import { ipv4Bits, NOT_IPV4 } from '../address/ipv4.ts';

/** A line that names no address, the first of them; the others are only counted. */
export type RangesRead<Item> = {
  readonly items: readonly Item[];
  readonly bad: { readonly count: number; readonly line: number; readonly text: string } | null;
};

type CountryRange = { readonly range: IpRange; readonly country: string };

/** More of one file is not read. */
const MOST_RANGES = 3_000_000;
const LONGEST_BAD = 80;

/**
 * Addresses of a list: one, or a range (`192.0.2.0/24`, `192.0.2.1-192.0.2.9`), a line; what follows it, and after `#` or
 * `;`, is a remark. Lists of prefixes in JSON, as search engines publish the ranges of their crawlers, are read as well.
 */
export function readRanges(text: string): RangesRead<IpRange> {
  if (/^\s*\{/.test(text.slice(0, 1000))) return fromJson(text);
  return fromLines(text, (line) => {
    const word = (line.split(/[#;]/, 1)[0] ?? '').trim().split(/[\s,]/, 1)[0] ?? '';
    return word === '' ? 'nothing' : rangeOf(word);
  });
}

/**
 * Countries of ranges as CSV: `first,last,CC` or `network,CC`; further columns are passed over, a first line of names says
 * which is which. Addresses may be written as numbers.
 */
export function readCountries(text: string): RangesRead<CountryRange> {
  let columns: Columns | null = null;
  return fromLines(text, (line) => {
    if (line.startsWith('#')) return 'nothing';
    const fields = fieldsOf(line);
    if (columns === null) {
      columns = columnsOf(fields);
      if (columns.isHead) return 'nothing';
    }
    const { first, last, country } = columns;
    const code = (fields[country] ?? '').toUpperCase();
    if (code === '' || code === '-' || code === 'ZZ') return 'nothing';
    const range =
      last === null ? rangeOf(fields[first] ?? '') : span(fields[first] ?? '', fields[last] ?? '');
    return range !== null && /^[A-Z]{2}$/.test(code) ? { range, country: code } : null;
  });
}

type Columns = {
  readonly isHead: boolean;
  readonly first: number;
  readonly last: number | null;
  readonly country: number;
};

function columnsOf(fields: readonly string[]): Columns {
  if (addressOf(fields[0] ?? '') !== null || rangeOf(fields[0] ?? '') !== null) {
    const isNetwork = (fields[0] ?? '').includes('/');
    return { isHead: false, first: 0, last: isNetwork ? null : 1, country: isNetwork ? 1 : 2 };
  }
  const names = fields.map((name) => name.toLowerCase());
  const at = (...wanted: readonly string[]): number => names.findIndex((name) => wanted.includes(name));
  const network = at('network', 'cidr', 'prefix', 'range');
  const first = network === -1 ? at('start_ip', 'ip_start', 'first', 'start', 'ip_from') : network;
  const last = network === -1 ? at('end_ip', 'ip_end', 'last', 'end', 'ip_to') : null;
  const code = at('country_code', 'country_iso_code', 'iso_code', 'cc');
  return { isHead: true, first, last, country: code === -1 ? at('country') : code };
}

function fromLines<Item>(text: string, read: (line: string) => Item | 'nothing' | null): RangesRead<Item> {
  const items: Item[] = [];
  let bad = null as RangesRead<Item>['bad'];
  let number = 0;
  for (let at = 0; at < text.length && items.length < MOST_RANGES; ) {
    const end = text.indexOf('\n', at);
    const line = text
      .slice(at, end === -1 ? text.length : end)
      .replace(/^\uFEFF/, '')
      .trim();
    at = end === -1 ? text.length : end + 1;
    number++;
    const item = line === '' ? 'nothing' : read(line);
    if (item === 'nothing') continue;
    if (item === null)
      bad = {
        count: (bad?.count ?? 0) + 1,
        line: bad?.line ?? number,
        text: bad?.text ?? line.slice(0, LONGEST_BAD),
      };
    else items.push(item);
  }
  return { items, bad };
}

function fromJson(text: string): RangesRead<IpRange> {
  try {
    const { prefixes } = JSON.parse(text) as { readonly prefixes?: unknown };
    const texts = (Array.isArray(prefixes) ? prefixes : []).flatMap((prefix: unknown) =>
      typeof prefix === 'object' && prefix !== null ? Object.values(prefix) : [],
    );
    const items = texts.flatMap((word: unknown) => (typeof word === 'string' ? (rangeOf(word) ?? []) : []));
    if (items.length > 0) return { items, bad: null };
  } catch {
    // Told below: it is no list of prefixes.
  }
  return { items: [], bad: { count: 1, line: 1, text: 'JSON without a list "prefixes" of addresses' } };
}

function rangeOf(word: string): IpRange | null {
  const dash = word.indexOf('-');
  if (dash !== -1) return span(word.slice(0, dash), word.slice(dash + 1));
  return ipv4Range(word) ?? parseRange(word);
}

/** What most lines of large files are, in a fraction of the time. */
function ipv4Range(word: string): IpRange | null {
  const slash = word.indexOf('/');
  const bits = ipv4Bits(slash === -1 ? word : word.slice(0, slash));
  const length = slash === -1 ? 32 : Number(word.slice(slash + 1));
  if (
    bits === NOT_IPV4 ||
    !(length >= 0 && length <= 32) ||
    !/^\d*$/.test(word.slice(slash + 1 || word.length))
  )
    return null;
  const size = 2 ** (32 - length);
  const first = Math.floor((bits >>> 0) / size) * size;
  return { family: 4, first: BigInt(first), last: BigInt(first + size - 1) };
}

function span(from: string, to: string): IpRange | null {
  const first = addressOf(from.trim());
  const last = addressOf(to.trim());
  if (first === null || last === null || first.family !== last.family || last.last < first.first) return null;
  return { family: first.family, first: first.first, last: last.last };
}

const IPV4_END = 1n << 32n;

/** One address, as text or as a number. */
function addressOf(text: string): IpRange | null {
  const bits = ipv4Bits(text);
  if (bits !== NOT_IPV4) return { family: 4, first: BigInt(bits >>> 0), last: BigInt(bits >>> 0) };
  if (!/^\d{1,39}$/.test(text)) return text.includes('/') ? null : parseRange(text);
  const number = BigInt(text);
  const family = number < IPV4_END ? 4 : 6;
  // What IPv4 is within IPv6 (`::ffff:0:0/96`) is IPv4.
  if (number >> 32n === 0xffffn)
    return { family: 4, first: number & 0xffffffffn, last: number & 0xffffffffn };
  return number < 1n << 128n ? { family, first: number, last: number } : null;
}

/** Fields of one line of CSV, without their quotes. */
function fieldsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',').map((field) => field.trim());
  return [...line.matchAll(/"((?:[^"]|"")*)"|([^,]+)/g)].map(
    ([, quoted, plain]) => quoted ?? (plain ?? '').trim(),
  );
}
