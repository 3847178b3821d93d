import { containerRow } from './containers.ts';
import type { Listing } from './listing.ts';
import { NmapRows } from './nmap.ts';
import { socketRow } from './sockets.ts';

const MAX_LINE = 64 << 10;
const MAX_BAD_LINES = 100;

/** The open ports that another program listed: `ss`, `netstat`, `lsof`, `sockstat`, `docker ps`, nmap, masscan. */
export function parseListing(text: string): Listing {
  const nmap = new NmapRows();
  const ports: Listing['ports'][number][] = [];
  const bad: Listing['bad'][number][] = [];
  let badTotal = 0;
  for (const [index, written] of text.split('\n').entries()) {
    const raw = written.slice(0, MAX_LINE).trimEnd();
    const row = socketRow(raw) ?? containerRow(raw) ?? nmap.read(raw);
    if (row === null) continue;
    if (typeof row !== 'string') ports.push(...row.map((port) => ({ ...port, line: index + 1, raw })));
    else if (++badTotal <= MAX_BAD_LINES) bad.push({ line: index + 1, reason: row, raw });
  }
  return { ports, bad, badTotal };
}

/** First lines of such listings; what has none of them (`ss -H`) is known by its rows alone. */
const HEADS =
  /^(?:Netid\s+State|State\s+Recv-Q|Active Internet connections|Proto\s+Recv-Q|[^\n]{1,60}\n\s{0,8}Proto\s{2}|COMMAND\s+PID\s|USER\s+COMMAND\s|CONTAINER ID\s|# Nmap |Starting Nmap |#masscan|<\?xml\b.*\n(?:<!.*\n|<\?.*\n|<!--.*\n){0,3}<nmaprun\b)/;

/** Whether a file begins as such a listing does: surer than its rows, for what could as well be a log. */
export function beginsAsListing(text: string): boolean {
  return HEADS.test(text.slice(0, 4096).trimStart());
}

/** Whether somebody else's listing of open ports is in it. */
export function looksLikeListing(text: string): boolean {
  const { ports, bad } = parseListing(text);
  return ports.length > 0 || bad.length > 0;
}
