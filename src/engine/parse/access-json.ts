import type { FieldValue, UnparsedReason } from '../../model/log-event.ts';
import type { EpochMs } from '../../model/time.ts';
import { type FlatRecord, isContradicted, readJsonRecord } from './json-record.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from './parser.ts';
import { type RequestLine, readRequestLine } from './request-line.ts';
import { AddressReader, type SourceAddress } from './source-address.ts';
import { epochNumber, StampReader } from './timestamp.ts';
import { unparsedReason } from './unparsed.ts';
import { type WebRequest, webEvent, webFields } from './web-event.ts';

/** The names that nginx, Apache, Caddy, Traefik, logstash and ECS use; the first that is there holds. */
const TIME = [
  'time_iso8601',
  'time',
  '@timestamp',
  'time_local',
  'ts',
  'timestamp',
  'msec',
  'StartUTC',
  'StartLocal',
];
const CLIENT = [
  'remote_addr',
  'request.remote_ip',
  'remote_ip',
  'client_ip',
  'clientip',
  'ClientHost',
  'source.ip',
  'client.ip',
];
const REQUEST = ['request', 'request_line'];
const METHOD = ['request_method', 'request.method', 'RequestMethod', 'method', 'verb', 'http.request.method'];
const URI = ['request_uri', 'request.uri', 'RequestPath', 'url.original'];
const PATH = ['uri', 'url', 'path'];
const QUERY = ['args', 'query_string', 'query'];
const VERSION = ['server_protocol', 'request.proto', 'RequestProtocol', 'protocol'];
const STATUS = ['status', 'DownstreamStatus', 'status_code', 'response', 'http.response.status_code'];
const BYTES = ['body_bytes_sent', 'bytes_sent', 'size', 'DownstreamContentSize', 'bytes', 'response_size'];
const REFERER = ['http_referer', 'request.headers.Referer', 'request_Referer', 'referer', 'referrer'];
const USER_AGENT = [
  'http_user_agent',
  'request.headers.User-Agent',
  'request_User-Agent',
  'user_agent',
  'agent',
  'user_agent.original',
];
const HOST = ['http_host', 'request.host', 'RequestHost', 'host', 'server_name'];
const USERNAME = ['remote_user', 'user_id', 'ClientUsername', 'user', 'auth'];

/** One JSON object a line, under the usual names of web servers. All its values are fields too, nested ones with dots. */
class AccessJsonParser implements Parser {
  readonly format = 'access-json';
  private readonly stamps = new StampReader();
  private readonly addresses = new AddressReader();
  private source = '';

  begin(context: ParseContext): void {
    this.source = context.source;
    this.stamps.begin(context.timeZone, context.yearReference);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const record = line.startsWith('{') ? readJsonRecord(line) : null;
    if (record === null || !isAccessRecord(record)) return unparsedReason(line);
    const time = this.timeOf(record);
    if (time === null) return 'bad-timestamp';
    const web: WebRequest = {
      time,
      client: this.clientOf(record, line),
      username: text(record, USERNAME),
      request: requestOf(record),
      status: number(record, STATUS),
      bytes: number(record, BYTES),
      referer: text(record, REFERER),
      userAgent: text(record, USER_AGENT),
      host: text(record, HOST),
    };
    const fields: FlatRecord = webFields(web);
    for (const name of Object.keys(record)) if (!(name in fields)) fields[name] = record[name];
    emit(webEvent(web, fields, line, { source: this.source, line: lineNumber }));
    return null;
  }

  /** No line waits for another. */
  end(): void {}

  save(): null {
    return null;
  }

  restore(): void {}

  private clientOf(record: FlatRecord, line: string): SourceAddress {
    const client = text(record, CLIENT) ?? null;
    return this.addresses.read(isContradicted(line, CLIENT) ? null : client);
  }

  private timeOf(record: FlatRecord): EpochMs | null {
    for (const name of TIME) {
      const value = record[name];
      const time =
        typeof value === 'number' ? epochNumber(value) : typeof value === 'string' ? this.read(value) : null;
      if (time !== null) return time;
    }
    return null;
  }

  private read(stamp: string): EpochMs | null {
    if (/^\d{9,20}(?:\.\d{1,9})?$/.test(stamp)) return epochNumber(Number(stamp));
    const time =
      stamp.charCodeAt(2) === 47 ? this.stamps.readClf(stamp, 0) : this.stamps.readRfc3339(stamp, 0);
    return this.stamps.end === stamp.length ? time : null;
  }
}

function first(record: FlatRecord, names: readonly string[]): FieldValue | undefined {
  for (const name of names) {
    const value = record[name];
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

/** The first text that says something: `-` stands for nothing. */
function text(record: FlatRecord, names: readonly string[]): string | undefined {
  const value = first(record, names);
  return value === undefined || value === '-' ? undefined : String(value);
}

/** Numbers may be written as text. */
function number(record: FlatRecord, names: readonly string[]): number | undefined {
  const value = first(record, names);
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** nginx leaves `request_uri` and `request_method` empty when it refuses a request early: the request line has them. */
function requestOf(record: FlatRecord): RequestLine {
  const line = readRequestLine(text(record, REQUEST) ?? '');
  return {
    method: text(record, METHOD) ?? line.method,
    uri: text(record, URI) ?? line.uri ?? pathAndQuery(record),
    version: text(record, VERSION) ?? line.version,
  };
}

function pathAndQuery(record: FlatRecord): string | undefined {
  const path = text(record, PATH);
  const query = text(record, QUERY);
  if (path === undefined || query === undefined || path.includes('?')) return path;
  return `${path}?${query}`;
}

function isAccessRecord(record: FlatRecord): boolean {
  const asked = [REQUEST, URI, PATH].some((names) => names.some((name) => record[name] !== undefined));
  return asked && CLIENT.some((name) => record[name] !== undefined) && number(record, STATUS) !== undefined;
}

function recognises(line: string): boolean {
  const record = line.startsWith('{') ? readJsonRecord(line) : null;
  return record !== null && isAccessRecord(record) && first(record, TIME) !== undefined;
}

export const ACCESS_JSON: ParserFactory = {
  format: 'access-json',
  recognises,
  create: () => new AccessJsonParser(),
};
