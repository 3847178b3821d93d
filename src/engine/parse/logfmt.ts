import type { UnparsedReason } from '../../model/log-event.ts';
import { applianceHeader } from './appliances/appliance-header.ts';
import type { FlatRecord } from './json/json-record.ts';
import { isTimed, RecordReader, SOURCE } from './json/record-event.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from './parser.ts';
import { closingQuote } from './text/quoted.ts';
import { unparsedReason } from './unparsed.ts';

/** `time=2026-11-20T08:00:00Z level=info msg="…" remote_addr=…`: a record whose values are all text. */
class LogfmtParser implements Parser {
  readonly format = 'logfmt';
  private readonly records = new RecordReader();
  private source = '';

  begin(context: ParseContext): void {
    this.source = context.source;
    this.records.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const read = readLine(line);
    if (read === null) return unparsedReason(line);
    const ref = { source: this.source, line: lineNumber };
    const event = this.records.read(read.record, line, ref, (names) => isCertain(read, names));
    if (event === null) return 'bad-timestamp';
    emit(event);
    return null;
  }
}

type Logfmt = {
  readonly record: FlatRecord;
  /** Keys that came with two values. */
  readonly repeated: ReadonlySet<string>;
};

const MAX_PAIRS = 128;
const FEWEST_PAIRS = 3;
const SPACE = 32;
const QUOTE = 34;
const KEY = /[\w.@/-]{1,64}=/y;

/** Null unless the whole line consists of pairs, three at least. */
function readLogfmt(line: string): Logfmt | null {
  const record: FlatRecord = {};
  const repeated = new Set<string>();
  let pairs = 0;
  for (let at = 0; at < line.length; pairs++) {
    KEY.lastIndex = at;
    if (!KEY.test(line) || pairs >= MAX_PAIRS) return null;
    const key = line.slice(at, KEY.lastIndex - 1);
    const pair = SINGLE_QUOTED.has(key) ? singleQuotedAt(line, KEY.lastIndex) : valueAt(line, KEY.lastIndex);
    if (pair === null || key === '__proto__') return null;
    if (key in record && record[key] !== pair.value) repeated.add(key);
    record[key] = pair.value;
    at = pair.end;
    while (line.charCodeAt(at) === SPACE) at += 1;
  }
  return pairs < FEWEST_PAIRS ? null : { record, repeated };
}

/** SonicWall's, of its own list: elsewhere such a quote is a client's text as likely as not. */
const SINGLE_QUOTED: ReadonlySet<string> = new Set(['appName']);

function singleQuotedAt(line: string, start: number): ReturnType<typeof valueAt> {
  const close = line.startsWith("'", start) ? line.indexOf("' ", start + 1) : -1;
  return close === -1 ? valueAt(line, start) : { value: line.slice(start + 1, close), end: close + 1 };
}

function valueAt(line: string, start: number): { readonly value: string; readonly end: number } | null {
  if (line.charCodeAt(start) !== QUOTE) {
    const space = line.indexOf(' ', start);
    const end = space === -1 ? line.length : space;
    const value = line.slice(start, end);
    return value.includes('"') ? null : { value, end };
  }
  const close = closingQuote(line, start + 1);
  if (close === -1 || (close + 1 < line.length && line.charCodeAt(close + 1) !== SPACE)) return null;
  return { value: unescaped(line.slice(start + 1, close)), end: close + 1 };
}

/** As Go writes strings, which is JSON but for what hardly occurs. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}

/** A program writes one source, once: another came in through a value that was not quoted, and nothing tells which. */
function isCertain({ record, repeated }: Logfmt, names: readonly string[]): boolean {
  const sources = new Set(SOURCE.map((name) => record[name]).filter((value) => value !== undefined));
  return sources.size <= 1 && ![...SOURCE, ...names].some((name) => repeated.has(name));
}

/** What Ruby's logger puts before the record of another (lograge): the record has no time. */
const RUBY =
  /^[DIWEFA], \[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?) #\d{1,10}\] {1,2}[A-Z]{3,7} -- [\w .:/-]{0,64}?: (?:\[[\w.:-]{1,64}\] ){0,4}/;
const COMMA = 44;

function readLine(line: string): Logfmt | null {
  if (line.charCodeAt(1) === COMMA) return readOfRuby(line);
  return readLogfmt(line) ?? readOfAppliance(line);
}

function readOfRuby(line: string): Logfmt | null {
  const [head, time] = RUBY.exec(line) ?? [];
  if (head === undefined || time === undefined) return null;
  const read = readLogfmt(line.slice(head.length));
  return read && { ...read, record: { ...read.record, time } };
}

/** Behind the priority of syslog, or all of its header, whose stamp holds where the device tells no time. */
function readOfAppliance(line: string): Logfmt | null {
  const header = applianceHeader(line);
  const read = header && readLogfmt(line.slice(header.length));
  if (!read || header.stamp === null || isTimed(read.record)) return read;
  return { ...read, record: { ...read.record, time: header.stamp } };
}

const RECOGNISED_LENGTH = 4096;

export const LOGFMT: ParserFactory = {
  format: 'logfmt',
  recognises: (line) => {
    const read = line.length > RECOGNISED_LENGTH ? null : readLine(line);
    return read !== null && isTimed(read.record);
  },
  create: () => new LogfmtParser(),
};

/** The same, for a line within syslog. */
export const APPLIANCE_RECORDS: ParserFactory = {
  ...LOGFMT,
  recognises: (line) => applianceHeader(line) !== null && LOGFMT.recognises(line),
};
