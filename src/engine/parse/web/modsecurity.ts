import type { UnparsedReason } from '../../../model/log-event.ts';
import type { Emit, Parser, ParserFactory } from '../parser.ts';
import { unparsedReason } from '../unparsed.ts';
import { ClientParser } from './client-parser.ts';
import { readRequestLine } from './request-line.ts';
import { type WebRequest, webEvent, webFields } from './web-event.ts';

/** `--c7036611-A--` of version 2, `---AbC12345---A--` of version 3. */
const BOUNDARY = /^-{2,3}([\w-]{6,64}?)-{1,3}([A-Z])--$/;
const OPENED =
  /^\[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?:\.\d{1,6})? [+-]\d{4})\] \S{8,64} (\S{2,64}) \d{1,5} \S{2,64} \d{1,5}$/;
const ANSWERED = /^HTTP\/[\d.]{1,3} (\d{3})(?: |$)/;
const HEADER = /^([\w-]{1,64}): {0,2}(.{0,8192})$/s;

/** A record that never ends was cut off: what stands behind so many lines is another's. */
const MOST_LINES = 20_000;

type Entry = {
  readonly id: string;
  /** Number of its first line. */
  readonly first: number;
  section: string;
  lines: number;
  opened: string | null;
  request: string | null;
  status: string | null;
  intercepted: boolean;
  body: string;
  readonly headers: Record<string, string>;
};

const HEADERS_KEPT = ['host', 'user-agent', 'referer', 'x-forwarded-for', 'cookie'];
/** Of what a client sent with the request, as it came (C) or as fields without files (I). */
const LONGEST_BODY = 16_384;

/**
 * ModSecurity's audit log in its own form, all in one file: sections between boundaries whose number is drawn anew for each record.
 * What a client sent may look like any of it, but for that number.
 */
class ModSecurityParser extends ClientParser implements Parser {
  readonly format = 'modsecurity';
  private entry: Entry | null = null;

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const [boundary, id = '', section = ''] = BOUNDARY.exec(line) ?? [];
    const { entry } = this;
    if (entry !== null && entry.lines < MOST_LINES && (boundary === undefined || id !== entry.id)) {
      entry.lines += 1;
      readLine(entry, line);
      return null;
    }
    if (boundary === undefined) return line.trim() === '' ? null : unparsedReason(line);
    if (entry !== null && entry.id === id) {
      entry.section = section;
      return section === 'Z' ? this.finish(entry, emit) : null;
    }
    if (section !== 'A') return unparsedReason(line);
    this.entry = {
      ...{ id, first: lineNumber, section, lines: 0, opened: null, request: null, status: null },
      ...{ intercepted: false, headers: {}, body: '' },
    };
    return null;
  }

  save(): Entry | null {
    return this.entry;
  }

  restore(saved: unknown): void {
    // Those that were saved before bodies were kept have none.
    this.entry = saved === null ? null : { body: '', ...(saved as Omit<Entry, 'body'>) };
  }

  private finish(entry: Entry, emit: Emit): UnparsedReason | null {
    this.entry = null;
    const [opened, stamp = '', client = ''] = OPENED.exec(entry.opened ?? '') ?? [];
    if (opened === undefined) return 'bad-line';
    const time = this.stamps.readClf(stamp, 0);
    if (time === null) return 'bad-timestamp';
    const { headers, request, status } = entry;
    const { address, via } = this.clients.read(client, () => headers['x-forwarded-for']);
    const web: WebRequest = {
      ...{ time, client: address, via, username: undefined, request: readRequestLine(request ?? '') },
      ...{ status: status === null ? undefined : Number(status), bytes: undefined },
      ...{ referer: headers.referer, userAgent: headers['user-agent'], host: headers.host },
      ...{
        cookie: headers.cookie,
        others: headers['x-forwarded-for'],
        body: entry.body.trimEnd() || undefined,
      },
    };
    const fields = { ...webFields(web), action: entry.intercepted ? 'intercepted' : undefined };
    const raw = `${opened} "${request ?? ''}" ${status ?? '-'}`;
    emit(webEvent(web, fields, raw, this.ref(entry.first)));
    return null;
  }
}

/** What a line tells, by the section that it stands in. */
function readLine(entry: Entry, line: string): void {
  if (entry.section === 'A') entry.opened ??= line;
  else if (entry.section === 'B') readSent(entry, line);
  else if (entry.section === 'C' || entry.section === 'I') readBody(entry, line);
  else if (entry.section === 'F') entry.status ??= ANSWERED.exec(line)?.[1] ?? null;
  else if (entry.section === 'H' && line.startsWith('Action: Intercepted')) entry.intercepted = true;
}

function readBody(entry: Entry, line: string): void {
  const room = LONGEST_BODY - entry.body.length;
  if (room > 0) entry.body += `${line.slice(0, room)}\n`;
}

function readSent(entry: Entry, line: string): void {
  if (entry.request === null) {
    entry.request = line.slice(0, 16_384);
    return;
  }
  const [, written = '', value = ''] = HEADER.exec(line) ?? [];
  const name = written.toLowerCase();
  if (HEADERS_KEPT.includes(name) && !Object.hasOwn(entry.headers, name)) entry.headers[name] = value;
}

const ANY_LINE = /^(?:[A-Z][\w-]{1,40}: |[A-Z]{3,16} \/\S{0,8192} HTTP\/[\d.]{1,3}$|HTTP\/[\d.]{1,3} \d{3})/;

export const MODSECURITY_LOG: ParserFactory = {
  format: 'modsecurity',
  recognises: (line) => BOUNDARY.test(line) || OPENED.test(line) || ANY_LINE.test(line.slice(0, 8300)),
  confirms: (lines) => lines.some((line) => BOUNDARY.test(line)) && lines.some((line) => OPENED.test(line)),
  create: () => new ModSecurityParser(),
};
