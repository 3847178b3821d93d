/** Names of the columns of a W3C log, in lower case, as its `#Fields:` line gives them. */
export type Columns = readonly string[];
/** The values of a line by the name of their column; `-` and what is not there: undefined. */
export type Row = (name: string) => string | undefined;

const MAX_COLUMNS = 64;

const IIS =
  'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(user-agent) cs(referer) sc-status sc-substatus sc-win32-status time-taken';
const IIS_ALL =
  'date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version cs(user-agent) cs(cookie) cs(referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken';

/** What IIS writes unless told otherwise (7.5, since 8, and all it has): for a line whose `#Fields:` line is not there. */
const USUAL: ReadonlyMap<number, Columns> = new Map(
  [IIS.replace(' cs(referer)', ''), IIS, IIS_ALL].map((names) => {
    const columns = names.split(' ');
    return [columns.length, columns];
  }),
);

/** `date time c-ip …`, separated by blanks or tabs. Null when there are none, or too many. */
export function readColumns(text: string): Columns | null {
  const names = text
    .toLowerCase()
    .split(/[ \t]/, MAX_COLUMNS + 1)
    .filter((name) => name !== '');
  return names.length > 1 && names.length <= MAX_COLUMNS ? names : null;
}

/** Null when the line has another number of columns than its log: where one ends nothing tells then. */
export function readRow(line: string, columns: Columns | null): Row | null {
  for (const cut of [bySpaces, byTabs, byQuotes]) {
    const values = cut(line);
    const names = columns ?? USUAL.get(values.length) ?? null;
    if (names === null || names.length !== values.length) continue;
    const row: Row = (name) => said(values[names.indexOf(name)]);
    return columns !== null || isIis(row) ? row : null;
  }
  return null;
}

/** IIS writes a `+` for each blank of a client's. */
function bySpaces(line: string): readonly string[] {
  return line.trimEnd().split(' ', MAX_COLUMNS + 1);
}

/** CloudFront. */
function byTabs(line: string): readonly string[] {
  return line.split('\t', MAX_COLUMNS + 1);
}

const VALUE = /"([^"]*)"(?= |$)|[^ ]+/g;

/** Proxies put what holds blanks into quotes. */
function byQuotes(line: string): readonly string[] {
  const values: string[] = [];
  for (const [whole, quoted] of line.matchAll(VALUE)) {
    if (values.push(quoted ?? whole) > MAX_COLUMNS) break;
  }
  return values;
}

function said(value: string | undefined): string | undefined {
  if (value === undefined || value === '-' || value === '') return undefined;
  const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
  return isQuoted ? value.slice(1, -1) : value;
}

function isIis(row: Row): boolean {
  const port = row('s-port') ?? '';
  const status = row('sc-status') ?? '';
  return ADDRESS.test(row('c-ip') ?? '') && /^\d{1,5}$/.test(port) && /^\d{3}$/.test(status);
}

export const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F]{0,4}:[\da-fA-F:.]{1,41}(?:%\d{1,8})?)$/;
