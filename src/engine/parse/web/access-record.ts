import type { FieldValue, LogEvent, Logsource } from '../../../model/log-event.ts';
import type { LineRef } from '../../../model/log-record.ts';
import type { EpochMs } from '../../../model/time.ts';
import type { FlatRecord } from '../json/json-record.ts';
import type { ParseContext } from '../parser.ts';
import { readAnyStamp } from '../time/any-stamp.ts';
import { epochNumber, StampReader } from '../time/timestamp.ts';
import { ClientReader } from './forwarded.ts';
import { type RequestLine, readRequestLine } from './request-line.ts';
import { type WebRequest, webEvent, webFields } from './web-event.ts';

/** The names that nginx, Apache, Caddy, Traefik, logstash and ECS use; the first that is there holds. */
const TIME = [
  'time_iso8601',
  'time',
  '@timestamp',
  'time_local',
  'ts',
  't',
  'timestamp',
  'msec',
  'start_time',
  'requestTime',
  'EdgeStartTimestamp',
  'StartUTC',
  'StartLocal',
  // The audit logs of Coraza and ModSecurity, here and below.
  'transaction.unix_timestamp',
  'transaction.time_stamp',
  'transaction.time',
  // Kong, Vercel.
  ...['started_at', 'proxy.timestamp'],
  // Akamai, of requests and of its firewall.
  ...['reqTimeSec', 'httpMessage.start', 'TimeGenerated'],
];
export const CLIENT = [
  'remote_addr',
  'request.remote_ip',
  'request.remote_addr',
  'remote_ip',
  'remoteIP',
  'remoteIp',
  'client_ip',
  'clientIp',
  'clientip',
  'ClientAddr',
  'ClientHost',
  'source.ip',
  'client.ip',
  'httpRequest.clientIp',
  'httpRequest.remoteIp',
  'downstream_remote_address',
  'ClientIP',
  'properties.clientIP',
  'properties.clientIp',
  'ip',
  'id.orig_h',
  'transaction.client_ip',
  'transaction.remote_address',
  // pino, bunyan, Logback, CloudFront, Vercel, Filebeat's module.
  ...[
    'req.remoteAddress',
    'remote-address',
    'remote_host',
    'c-ip',
    'proxy.clientIp',
    'nginx.access.remote_ip',
    'cliIP',
    'attackData.clientIP',
    // Azure's App Service.
    'CIp',
  ],
];
/** `X-Forwarded-For` as it came: whom a proxy says that it speaks for. */
export const FORWARDED_NAMES: readonly string[] = [
  'http_x_forwarded_for',
  'x_forwarded_for',
  'x-forwarded-for',
  'X-Forwarded-For',
  'xff',
  'forwarded_for',
  'forwardedFor',
  'request.headers.X-Forwarded-For',
  'request.headers.x-forwarded-for',
  'headers.X-Forwarded-For',
  'headers.x-forwarded-for',
  'http.request.headers.x-forwarded-for',
  'req.headers.x-forwarded-for',
  'request_X-Forwarded-For',
  'transaction.request.headers.X-Forwarded-For',
  'transaction.request.headers.x-forwarded-for',
];
/**
 * The same in other words; Caddy's `client_ip` and Traefik's `ClientHost` are made of it. `X-Real-IP` and its like are not here:
 * of a header that is not added to, nothing tells whether the proxy wrote it or let it through.
 */
const FORWARDED = [
  ...['http_forwarded', 'request.headers.Forwarded', 'proxy_add_x_forwarded_for'],
  ...['request.client_ip', 'ClientHost'],
];
export const COOKIE_NAMES: readonly string[] = [
  ...['http_cookie', 'cookie', 'Cookie', 'cookies', 'request.headers.Cookie', 'request.headers.cookie'],
  ...['headers.Cookie', 'headers.cookie', 'http.request.headers.cookie', 'request_Cookie'],
  ...['req.headers.cookie', 'cs(Cookie)'],
  ...['transaction.request.headers.Cookie', 'transaction.request.headers.cookie'],
];
const REQUEST = ['request', 'request_line', 'request.request_line', 'requested_url'];
const METHOD = [
  'request_method',
  'request.method',
  'RequestMethod',
  'method',
  'verb',
  'http.request.method',
  'httpRequest.httpMethod',
  'httpRequest.requestMethod',
  'ClientRequestMethod',
  'properties.httpMethod',
  'transaction.request.method',
  ...['req.method', 'httpMethod', 'requestMethod', 'cs-method', 'proxy.method', 'nginx.access.method'],
  ...['reqMethod', 'httpMessage.method', 'CsMethod'],
];
const URI = [
  'request_uri',
  'request.uri',
  'RequestPath',
  'url.original',
  'httpRequest.requestUrl',
  'ClientRequestURI',
  'properties.requestUri',
  'transaction.request.uri',
  ...['req.url', 'proxy.path', 'nginx.access.url', 'reqPath', 'httpMessage.path', 'CsUriStem'],
];
const PATH = ['uri', 'url', 'path', 'cs-uri-stem', 'httpRequest.uri'];
/** Said beside any address that has none of its own. */
const OWN_QUERY = [
  ...[
    'request_query',
    'requestQuery',
    'properties.requestQuery',
    'cs-uri-query',
    'httpRequest.args',
    'url.query',
    'queryStr',
    'httpMessage.query',
    'CsUriQuery',
  ],
];
const QUERY = ['args', 'query_string', 'query', ...OWN_QUERY];
const VERSION = ['server_protocol', 'request.proto', 'RequestProtocol', 'protocol'];
const STATUS = [
  'status',
  'DownstreamStatus',
  'status_code',
  'response',
  'statusCode',
  'http.response.status_code',
  'httpRequest.status',
  'response_code',
  'EdgeResponseStatus',
  'properties.httpStatus',
  'transaction.response.http_code',
  'transaction.response.status',
  'response.status',
  ...['res.statusCode', 'sc-status', 'status-code', 'response_status', 'proxy.statusCode'],
  ...['properties.httpStatusCode', 'nginx.access.response_code', 'httpMessage.status', 'ScStatus'],
];
const BYTES = [
  ...['body_bytes_sent', 'bytes_sent', 'size', 'DownstreamContentSize', 'bytes', 'response_size'],
  ...['EdgeResponseBytes', 'httpRequest.responseSize', 'http.response.body.bytes', 'http.response.bytes'],
  ...['properties.sentBytes', 'properties.responseBytes', 'response.size', 'responseLength', 'responseSize'],
  ...[
    'response_body_size',
    'sc-bytes',
    'res.headers.content-length',
    'nginx.access.body_sent.bytes',
    'ScBytes',
  ],
];
const REFERER = [
  'http_referer',
  'request.headers.Referer',
  'request_Referer',
  'referer',
  'referrer',
  'ClientRequestReferer',
  'transaction.request.headers.Referer',
  'transaction.request.headers.referer',
  ...[
    'http_referrer',
    'http.request.referrer',
    'req.headers.referer',
    'request.headers.referer',
    'cs(Referer)',
  ],
  ...['request_referer', 'nginx.access.referrer', 'Referer'],
];
const USER_AGENT = [
  'http_user_agent',
  'request.headers.User-Agent',
  'request_User-Agent',
  'user_agent',
  'userAgent',
  'agent',
  'httpRequest.userAgent',
  'user_agent.original',
  'ua',
  'ClientRequestUserAgent',
  'properties.userAgent',
  'transaction.request.headers.User-Agent',
  'transaction.request.headers.user-agent',
  ...['req.headers.user-agent', 'request.headers.user-agent', 'request_user_agent', 'cs(User-Agent)'],
  ...['proxy.userAgent', 'nginx.access.agent', 'UA', 'UserAgent'],
];
const HOST = [
  'http_host',
  'request.host',
  'RequestHost',
  'host',
  'authority',
  'ClientRequestHost',
  'server_name',
  'transaction.request.headers.Host',
  'transaction.request.headers.host',
  'request.headers.Host',
  ...[
    'req.headers.host',
    'request.headers.host',
    'properties.hostName',
    'properties.host',
    'proxy.host',
    'vhost',
    'reqHost',
    'httpMessage.host',
    'CsHost',
  ],
];
const USERNAME: readonly string[] = ['remote_user', 'user_id', 'ClientUsername', 'user', 'auth'];

/** What tells of a request, the first name that is there before the others. */
export const ACCESS_NAMES = {
  ...{ time: TIME, client: CLIENT, request: REQUEST, method: METHOD, target: URI, status: STATUS },
  ...{ referer: REFERER, agent: USER_AGENT, user: USERNAME },
} as const;

/** All names that say what was asked for, and how it was answered. */
export const REQUEST_NAMES: readonly string[] = [
  ...[REQUEST, METHOD, URI, PATH, QUERY, VERSION, STATUS, BYTES, REFERER, USER_AGENT, HOST].flat(),
  ...COOKIE_NAMES,
  ...FORWARDED_NAMES,
];

/** Whether no client can have written a second value under one of these names. */
export type IsCertain = (names: readonly string[]) => boolean;

/** Rules for it are for no other access log. */
const ZEEK_HTTP: Logsource = Object.freeze({ category: 'webserver', product: 'zeek', service: 'http' });

/** Zeek names its log where one file holds several: SIP has addresses and answers, too. */
function isOfZeek(record: FlatRecord): boolean {
  return record['id.orig_h'] !== undefined && record._path !== undefined;
}

/** Makes requests of records under the usual names of web servers. All their values are fields too, nested ones with dots. */
export class AccessRecordReader {
  private readonly stamps = new StampReader();
  private readonly clients = new ClientReader();

  begin({ timeZone, yearReference, proxies = null }: ParseContext): void {
    this.stamps.begin(timeZone, yearReference);
    this.clients.begin(proxies);
  }

  /** Null when no field holds a time. */
  read(record: FlatRecord, raw: string, ref: LineRef, isCertain: IsCertain): LogEvent | null {
    const time = this.timeOf(record);
    if (time === null) return null;
    const client = this.clients.read(isCertain(CLIENT) ? (text(record, CLIENT) ?? null) : null, () => {
      return isCertain([...FORWARDED_NAMES, ...FORWARDED]) ? forwardedIn(record) : undefined;
    });
    const web: WebRequest = {
      time,
      client: client.address,
      via: client.via,
      username: text(record, USERNAME),
      request: requestOf(record),
      status: number(record, STATUS),
      bytes: number(record, BYTES),
      referer: text(record, REFERER),
      userAgent: text(record, USER_AGENT),
      host: text(record, HOST),
      cookie: text(record, COOKIE_NAMES),
      others: text(record, FORWARDED_NAMES),
    };
    const fields: FlatRecord = webFields(web);
    for (const name of Object.keys(record)) if (!(name in fields)) fields[name] = record[name];
    const event = webEvent(web, fields, raw, ref);
    return isOfZeek(record) ? { ...event, logsource: ZEEK_HTTP } : event;
  }

  private timeOf(record: FlatRecord): EpochMs | null {
    for (const name of TIME) {
      const value = name === 'time' ? dayAndTime(record) : record[name];
      const time =
        typeof value === 'number'
          ? epochNumber(value)
          : typeof value === 'string'
            ? readAnyStamp(this.stamps, value)
            : null;
      if (time !== null) return time;
    }
    return null;
  }
}

/** CloudFront says the day under a name of its own. */
function dayAndTime({ date, time }: FlatRecord): FieldValue | undefined {
  const isOfDay = typeof date === 'string' && typeof time === 'string' && /^\d\d:\d\d:\d\d$/.test(time);
  return isOfDay ? `${date}T${time}Z` : time;
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

/** A server writes one header once: with two texts, one came in through a value that was not escaped. */
function forwardedIn(record: FlatRecord): string | undefined {
  const told = FORWARDED_NAMES.map((name) => text(record, [name])).filter((value) => value !== undefined);
  if (new Set(told).size > 1) return undefined;
  return told[0] ?? text(record, FORWARDED);
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
    uri: withQuery(text(record, URI) ?? line.uri, text(record, OWN_QUERY)) ?? pathAndQuery(record),
    version: text(record, VERSION) ?? line.version,
  };
}

function pathAndQuery(record: FlatRecord): string | undefined {
  return withQuery(text(record, PATH), text(record, QUERY));
}

function withQuery(path: string | undefined, query: string | undefined): string | undefined {
  if (path === undefined || query === undefined || path.includes('?')) return path;
  return `${path}?${query.startsWith('?') ? query.slice(1) : query}`;
}

/** Whether the record tells of a request: who asked, for what, with which answer. */
export function isAccessRecord(record: FlatRecord): boolean {
  if (isOfZeek(record) && record._path !== 'http') return false;
  const asked = [REQUEST, URI, PATH].some((names) => names.some((name) => record[name] !== undefined));
  return asked && CLIENT.some((name) => record[name] !== undefined) && isAnswered(record);
}

/** AWS' firewall, and Fastify of a request that comes in, do not say with what. */
function isAnswered(record: FlatRecord): boolean {
  return (
    number(record, STATUS) !== undefined ||
    record.webaclId !== undefined ||
    (record.reqId !== undefined && record['req.url'] !== undefined)
  );
}

/** Whether a field has a name that times of requests have. */
export function isTimedAccess(record: FlatRecord): boolean {
  return isAccessRecord(record) && first(record, TIME) !== undefined;
}
