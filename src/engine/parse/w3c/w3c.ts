import type { LogEvent, UnparsedReason } from '../../../model/log-event.ts';
import type { LineRef } from '../../../model/log-record.ts';
import type { Emit, Parser, ParserFactory } from '../parser.ts';
import { unparsedReason } from '../unparsed.ts';
import { ClientParser } from '../web/client-parser.ts';
import { ADDRESS, type Columns, type Row, readColumns, readRow } from './columns.ts';
import { packetEvent } from './packet.ts';
import { ftpLogin, refusedLogin, requestEvent } from './request.ts';

type W3cState = { readonly columns: Columns | null; readonly date: string | null; readonly isLocal: boolean };

/**
 * W3C's extended log files: IIS (its web and FTP sites, HTTP.sys), CloudFront, proxies, the firewall of Windows. `#Fields:`
 * names the columns, and may do so again in mid-file; times are UTC unless `#Time Format: Local` is said.
 */
class W3cParser extends ClientParser implements Parser {
  readonly format = 'w3c';
  private columns: Columns | null = null;
  /** Of `#Date:`, for logs that have no column for it. */
  private date: string | null = null;
  private isLocal = false;

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const text = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
    if (text.startsWith('#')) return this.readDirective(text) ? null : unparsedReason(line);
    const row = readRow(text, this.columns);
    if (row === null) return unparsedReason(line);
    const time = this.timeOf(row);
    if (time === null) return 'bad-timestamp';
    const ref = this.ref(lineNumber);
    for (const event of this.eventsOf(row, time, line, ref)) emit(event);
    return null;
  }

  save(): W3cState {
    return { columns: this.columns, date: this.date, isLocal: this.isLocal };
  }

  restore(state: unknown): void {
    Object.assign(this, state as W3cState);
  }

  private readDirective(line: string): boolean {
    const [whole, name, value = ''] = DIRECTIVE.exec(line) ?? [];
    if (name === 'Fields') this.columns = readColumns(value) ?? this.columns;
    else if (name === 'Date') this.date = /^\d{4}-\d\d-\d\d/.exec(value)?.[0] ?? null;
    else if (name === 'Time Format') this.isLocal = value.startsWith('Local');
    return whole !== undefined;
  }

  private timeOf(row: Row): number | null {
    const date = row('date') ?? this.date;
    const stamp = `${date} ${row('time')}${this.isLocal ? '' : 'Z'}`;
    const time = this.stamps.readRfc3339(stamp, 0);
    return this.stamps.end === stamp.length ? time : null;
  }

  private eventsOf(row: Row, time: number, raw: string, ref: LineRef): readonly LogEvent[] {
    const line = { row, columns: this.columns, time, raw, ref };
    if (row('src-ip') !== undefined) return [packetEvent(line, this.addresses)];
    const login = ftpLogin(line, this.addresses);
    if (login !== null) return [login];
    const request = requestEvent(line, this.clients);
    const refused = refusedLogin(line, request);
    return refused === null ? [request] : [request, refused];
  }
}

const DIRECTIVE =
  /^#(Software|Version|Date|Start-Date|End-Date|Fields|Remark|Time Format|GMT-Offset): ?(.{0,4096})/;
const STAMPED = /^\d{4}-\d\d-\d\d[ \t]\d\d:\d\d:\d\d(?:\.\d{1,6})?[ \t]/;
const DONE = /^(?:GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH|CONNECT|PROPFIND|DEBUG|TRACE|USER|PASS|ALLOW|DROP)$/;
const FEWEST_COLUMNS = 5;
const RECOGNISED_LENGTH = 2048;

/** A line of other columns than the usual ones is known by what was done and by whom. */
function recognises(line: string): boolean {
  if (line.startsWith('#') || line.charCodeAt(0) === 0xfeff)
    return DIRECTIVE.test(line.replace(/^\ufeff/, ''));
  if (!STAMPED.test(line)) return false;
  const words = line.slice(0, RECOGNISED_LENGTH).split(/[ \t]/, FEWEST_COLUMNS + 16);
  return (
    words.length >= FEWEST_COLUMNS &&
    words.some((word) => DONE.test(word)) &&
    words.some((word) => ADDRESS.test(word))
  );
}

/** Other logs than these name their columns so, too: those have no column for the clock. */
const FIELDS = /^\ufeff?#Fields:/;
const CLOCK = /[: \t]time(?:[ \t]|$)/;

/** Without a line that names the columns only those are known that IIS writes unless told otherwise. */
function confirms(lines: readonly string[]): boolean {
  const named = lines.filter((line) => FIELDS.test(line));
  if (named.length > 0) return named.some((line) => CLOCK.test(line.slice(0, RECOGNISED_LENGTH)));
  return lines.some((line) => DIRECTIVE.test(line.replace(/^\ufeff/, '')) || readRow(line, null) !== null);
}

export const W3C: ParserFactory = {
  format: 'w3c',
  recognises,
  confirms,
  create: () => new W3cParser(),
};
