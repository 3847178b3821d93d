import { containerRow } from './containers.ts';
import type { Listing, Row } from './listing.ts';
import { NmapRows } from './nmap.ts';
import { socketRow } from './sockets.ts';

const MAX_LINE = 64 << 10;
const MOST_PORTS = 10_000;
const MAX_BAD_LINES = 100;

/** The open ports that another program listed: `ss`, `netstat`, `lsof`, `sockstat`, `docker ps`, nmap, masscan. */
export function parseListing(text: string): Listing {
  const ports: Listing['ports'][number][] = [];
  const bad: Listing['bad'][number][] = [];
  let badTotal = 0;
  for (const { line, written, raw, row } of rowsOf(text)) {
    const listed = typeof row === 'string' ? [] : row.slice(0, MOST_PORTS - ports.length);
    for (const port of listed) ports.push({ ...port, line, raw });
    const reason = typeof row === 'string' ? row : leftOut(written, row.length - listed.length);
    if (reason === null) continue;
    if (++badTotal <= MAX_BAD_LINES) bad.push({ line, reason, raw });
  }
  return { ports, bad, badTotal };
}

type ReadRow = {
  readonly line: number;
  readonly written: string;
  readonly raw: string;
  readonly row: NonNullable<Row>;
};

const LINE_ENDS = /[\r\u2028\u2029]/g;

/** The lines that are of a listing, one after the other: the first may say enough. */
function* rowsOf(text: string): Generator<ReadRow> {
  const nmap = new NmapRows();
  for (const [index, written] of text.split('\n').entries()) {
    const raw = written.slice(0, MAX_LINE).trimEnd();
    // A program's name may hold what ends a line for a pattern.
    const read = raw.replace(LINE_ENDS, '\uFFFD');
    const row = socketRow(read) ?? containerRow(read) ?? nmap.read(read);
    if (row !== null) yield { line: index + 1, written, raw, row };
  }
}

function leftOut(line: string, ports: number): string | null {
  if (ports > 0) return `beyond the first ${MOST_PORTS} ports`;
  return line.length > MAX_LINE ? `longer than ${MAX_LINE} characters: the rest is not read` : null;
}

/** First lines of such listings; what has none of them (`ss -H`) is known by its rows alone. */
const HEADS: readonly RegExp[] = [
  // ss
  /^(?:Netid\s+State|State\s+Recv-Q)/,
  // netstat of Linux, BSD, macOS
  /^(?:Active Internet connections|Proto\s+Recv-Q)/,
  // netstat of Windows: its words are of the language that Windows speaks, its first row is not
  /^[^\n]{1,60}\n\s{0,8}(?:Proto\s{2}|[^\n]{1,160}\n {1,4}TCP {2,8}\S{3,64}:\d{1,5} {2,64}\S{3,64}:\d{1,5} )/,
  // lsof, sockstat, docker ps
  /^(?:COMMAND\s+PID\s[^\n]{1,80}\sNODE\s|USER\s+COMMAND\s+PID\s+FD\s|CONTAINER ID\s+IMAGE\s)/,
  // nmap, masscan
  /^(?:# Nmap |Starting Nmap |#masscan|<\?xml\b.*\n(?:<!.*\n|<\?.*\n|<!--.*\n){0,3}<nmaprun\b)/,
];

/** Whether a file begins as such a listing does: surer than its rows, for what could as well be a log. */
export function beginsAsListing(text: string): boolean {
  const beginning = text.slice(0, 4096).trimStart();
  return HEADS.some((head) => head.test(beginning));
}

/** Whether somebody else's listing of open ports is in it. */
export function looksLikeListing(text: string): boolean {
  for (const { row } of rowsOf(text)) if (row.length > 0) return true;
  return false;
}
