import type { ServiceEntry } from '../../model/audit/finding.ts';
import { portNumber } from './port-number.ts';

/** A line that is no service, and why. `raw` is untrusted. */
export type BadLine = { readonly line: number; readonly reason: string; readonly raw: string };

export type ServiceList = {
  readonly entries: readonly ServiceEntry[];
  /** The first of them; `badTotal` tells the truth. */
  readonly bad: readonly BadLine[];
  readonly badTotal: number;
  /** Keys that mean nothing to us (kept in `raw`), each with its first line: a typing error could hide in one. */
  readonly unknownKeys: readonly { readonly key: string; readonly line: number }[];
};

const MAX_ENTRIES = 10_000;
const TOO_MANY = `beyond the first ${MAX_ENTRIES} services`;
const MAX_LINE = 4096;
const MAX_BAD_LINES = 100;
const MAX_UNKNOWN_KEYS = 100;

const KNOWN_KEYS: ReadonlySet<string> = new Set(['port', 'service', 'status', 'access', 'bind']);

/**
 * Reads a service list, one service a line: `port: 22, service: ssh, status: active`, with `access` and `bind`
 * where they are known. Keys in any order and case; `#` starts a comment; blank lines are skipped.
 */
export function parseServices(text: string): ServiceList {
  const entries: ServiceEntry[] = [];
  const bad: BadLine[] = [];
  const unknownKeys = new Map<string, number>();
  let badTotal = 0;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const line = index + 1;
    const content = contentOf(raw);
    if (content === '') continue;
    const reading = entries.length < MAX_ENTRIES ? readEntry(content, line, raw.trimEnd()) : TOO_MANY;
    if (typeof reading === 'string') {
      badTotal++;
      if (bad.length < MAX_BAD_LINES) bad.push({ line, reason: reading, raw: raw.slice(0, MAX_LINE) });
      continue;
    }
    entries.push(reading.entry);
    for (const key of reading.keys) {
      const isNew = !KNOWN_KEYS.has(key) && !unknownKeys.has(key);
      if (isNew && unknownKeys.size < MAX_UNKNOWN_KEYS) unknownKeys.set(key, line);
    }
  }
  return { entries, bad, badTotal, unknownKeys: [...unknownKeys].map(([key, line]) => ({ key, line })) };
}

/** Whether the first lines of a file look like a service list: most name a port and a service. */
export function looksLikeServices(lines: readonly string[]): boolean {
  const contents = lines.map(contentOf).filter((content) => content !== '');
  const alike = contents.filter((content) => {
    const fields = fieldsOf(content);
    return typeof fields !== 'string' && fields.has('port') && fields.has('service');
  });
  return alike.length * 2 > contents.length;
}

/** The line without its comment and the space around it. */
function contentOf(raw: string): string {
  if (raw.length > MAX_LINE) return raw;
  const comment = raw.search(/(?:^|\s)#/);
  return (comment === -1 ? raw : raw.slice(0, comment)).trim();
}

/** `key: value` pairs by lower-case key, or why the line has none. */
function fieldsOf(content: string): ReadonlyMap<string, string> | string {
  if (content.length > MAX_LINE) return `longer than ${MAX_LINE} characters`;
  const fields = new Map<string, string>();
  for (const pair of content.split(',')) {
    if (pair.trim() === '') continue;
    const colon = pair.indexOf(':');
    if (colon === -1) return `"${pair.trim()}" is not "key: value"`;
    const key = pair.slice(0, colon).trim().toLowerCase();
    if (key === '') return `"${pair.trim()}" has no key`;
    if (fields.has(key)) return `${key} is given twice`;
    fields.set(key, unquoted(pair.slice(colon + 1).trim()));
  }
  return fields;
}

/** The service that a line tells of and the keys it has, or what is wrong with the line. */
function readEntry(
  content: string,
  line: number,
  raw: string,
): { readonly entry: ServiceEntry; readonly keys: Iterable<string> } | string {
  const fields = fieldsOf(content);
  if (typeof fields === 'string') return fields;
  const value = (key: string) => fields.get(key)?.toLowerCase() || null;
  const service = value('service');
  const status = value('status');
  const written = value('port');
  if (written === null) return 'no port';
  if (service === null) return 'no service';
  if (status === null) return 'no status';
  const port = portNumber(written);
  if (port === null) return `port "${written}" is not a whole number from 1 to 65535`;
  const entry = { line, port, service, status, access: value('access'), bind: value('bind'), raw };
  return { entry, keys: fields.keys() };
}

function unquoted(value: string): string {
  const quote = value[0];
  const isQuoted = value.length >= 2 && (quote === '"' || quote === "'") && value.endsWith(quote);
  return isQuoted ? value.slice(1, -1).trim() : value;
}
