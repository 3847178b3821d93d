/** An event as an appliance tells it, in ArcSight's CEF or QRadar's LEEF. */
export type CefRecord = {
  readonly vendor: string;
  readonly product: string;
  /** The kind of event, by number or name; `name` in words (LEEF has none). */
  readonly signature: string;
  readonly name: string;
  readonly severity: string | undefined;
  /** Keys of CEF; those of LEEF that mean the same by CEF's. */
  readonly fields: ReadonlyMap<string, string>;
  /** Keys that came with two values: one of them stood in a text that was not escaped. */
  readonly twice: ReadonlySet<string>;
};

const MAX_FIELDS = 128;
const HEADER = 7;

/** The record that begins at `start` with `CEF:` or `LEEF:`; null when it is none. */
export function readCefRecord(line: string, start: number): CefRecord | null {
  const text = line.slice(start);
  return text.startsWith('CEF:') ? readCef(text) : text.startsWith('LEEF:') ? readLeef(text) : null;
}

/** `CEF:0|VENDOR|PRODUCT|VERSION|SIGNATURE|NAME|SEVERITY|key=value …`; `\|` and `\\` in the header, `\=` behind it. */
function readCef(text: string): CefRecord | null {
  const header: string[] = [];
  let at = 0;
  while (header.length < HEADER) {
    const end = pipeFrom(text, at);
    if (end === -1) return null;
    header.push(text.slice(at, end).replace(/\\([\\|])/g, '$1'));
    at = end + 1;
  }
  const [version = '', vendor = '', product = '', , signature = '', name = '', severity] = header;
  if (!/^CEF: ?\d$/.test(version)) return null;
  return { vendor, product, signature, name, severity, ...fieldsOf(extension(text.slice(at))) };
}

function pipeFrom(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === '|') return at;
  }
  return -1;
}

/** A key stands behind a blank and before a `=`; its value goes on up to the next key. */
const KEY = /(?:^| )([A-Za-z][\w.[\]-]{0,63})=/g;

function* extension(text: string): Generator<readonly [key: string, value: string]> {
  let key: string | null = null;
  let from = 0;
  for (const match of text.matchAll(KEY)) {
    if (key !== null) yield [key, unescaped(text.slice(from, match.index))];
    key = match[1] ?? '';
    from = match.index + match[0].length;
  }
  if (key !== null) yield [key, unescaped(text.slice(from))];
}

function unescaped(value: string): string {
  const text = value.trim();
  if (!text.includes('\\')) return text;
  return text.replace(/\\([\\=|nr])/g, (_, sign: string) => (sign === 'n' || sign === 'r' ? '\n' : sign));
}

/** CEF's keys for keys that LEEF names differently. */
const OF_LEEF: ReadonlyMap<string, string> = new Map([
  ...([
    ['srcPort', 'spt'],
    ['dstPort', 'dpt'],
    ['usrName', 'suser'],
    ['url', 'request'],
    ['action', 'act'],
  ] as const),
  ...([
    ['devTime', 'rt'],
    ['identHostName', 'shost'],
    ['userName', 'suser'],
    ['method', 'requestMethod'],
  ] as const),
  ...([
    ['userAgent', 'requestClientApplication'],
    ['result', 'outcome'],
  ] as const),
]);

const LEEF = /^LEEF:(1|2)(?:\.\d)?\|([^|]{0,256})\|([^|]{0,256})\|[^|]{0,256}\|([^|]{0,256})\|/;

/** `LEEF:1.0|VENDOR|PRODUCT|VERSION|SIGNATURE|key=value<TAB>…`; 2.0 may name another separator, by sign or number. */
function readLeef(text: string): CefRecord | null {
  const head = LEEF.exec(text);
  if (head === null) return null;
  const [whole, version, vendor = '', product = '', signature = ''] = head;
  const named =
    version === '2' ? /^(?:(?:0?x([\da-fA-F]{2,4}))|([^|=\w])|)\|/.exec(text.slice(whole.length)) : null;
  const [marked = '', code, sign] = named ?? [];
  const separator = code === undefined ? (sign ?? '\t') : String.fromCharCode(Number.parseInt(code, 16));
  const rest = text.slice(whole.length + marked.length);
  // Syslog daemons write a tab as its number: all of them, or it is somebody's text.
  const pairs = rest.includes('\t') ? rest : rest.replaceAll('#011', '\t');
  const told = fieldsOf(attributes(pairs, separator));
  const name = told.fields.get('name') ?? told.fields.get('cat') ?? signature;
  return { vendor, product, signature, name, severity: told.fields.get('sev'), ...told };
}

function* attributes(text: string, separator: string): Generator<readonly [key: string, value: string]> {
  for (const pair of text.split(separator, MAX_FIELDS)) {
    const equals = pair.indexOf('=');
    const key = pair.slice(0, Math.max(0, equals)).trim();
    if (/^[\w.-]{1,64}$/.test(key)) yield [OF_LEEF.get(key) ?? key, pair.slice(equals + 1).trim()];
  }
}

function fieldsOf(
  pairs: Iterable<readonly [key: string, value: string]>,
): Pick<CefRecord, 'fields' | 'twice'> {
  const fields = new Map<string, string>();
  const twice = new Set<string>();
  for (const [key, value] of pairs) {
    if (fields.size >= MAX_FIELDS) break;
    if ((fields.get(key) ?? value) !== value) twice.add(key);
    else if (key !== '__proto__') fields.set(key, value);
  }
  return { fields, twice };
}
