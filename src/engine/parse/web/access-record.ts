import type { FieldValue, LogEvent, Logsource } from '../../../model/log-event.ts';
import type { LineRef } from '../../../model/log-record.ts';
import type { EpochMs } from '../../../model/time.ts';
import type { FlatRecord } from '../json/json-record.ts';
import type { ParseContext } from '../parser.ts';
import { readAnyStamp } from '../time/any-stamp.ts';
import { epochNumber, StampReader } from '../time/timestamp.ts';
import {
  BODY_NAMES,
  BYTES,
  CLIENT,
  COOKIE_NAMES,
  FORWARDED,
  FORWARDED_NAMES,
  HOST,
  METHOD,
  OWN_QUERY,
  PATH,
  QUERY,
  REFERER,
  REQUEST,
  STATUS,
  TIME,
  URI,
  USER_AGENT,
  USERNAME,
  VERSION,
} from './access-names.ts';
import { ClientReader } from './forwarded.ts';
import { type RequestLine, readRequestLine } from './request-line.ts';
import { type WebRequest, webEvent, webFields } from './web-event.ts';

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
      body: text(record, BODY_NAMES),
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
