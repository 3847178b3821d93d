import type { LogEvent, Logsource, UnparsedReason } from '../../model/log-event.ts';
import { pattern } from '../pattern.ts';
import type { Emit, Parser, ParserFactory } from './parser.ts';
import { StampedParser } from './stamped-parser.ts';
import { unparsedReason } from './unparsed.ts';

const LOGIN: Logsource = Object.freeze({ category: 'authentication', product: 'generic', service: 'login' });

/** The fields of a row. */
type Row = {
  readonly stamp: string;
  readonly user: string;
  readonly address: string;
  readonly action: string;
  readonly result: string;
};

/**
 * `2023-06-25 14:22:01, john_doe, 192.168.1.1, login_attempt, FAILED`: stamp, user, source, action, result.
 * The stamp is read from the left and the rest from the right: what a user name with commas in it pretends to be stays
 * in the user name.
 */
class LoginParser extends StampedParser implements Parser {
  readonly format = 'login';

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const row = readRow(line);
    const outcome = row && outcomeOf(row.result);
    if (row === null || outcome === null) return unparsedReason(line);
    const time = this.stamps.readRfc3339(row.stamp, 0);
    if (time === null || this.stamps.end !== row.stamp.length) return 'bad-timestamp';
    const { ip, host } = this.addresses.read(row.address);
    if (ip === null && host === null) return 'bad-line';
    const event: LogEvent = {
      time,
      logsource: LOGIN,
      category: 'authentication',
      outcome,
      count: 1,
      srcIp: ip,
      srcHost: host,
      user: row.user,
      login: LOGIN_ACTION.test(row.action),
      fields: {
        user: row.user,
        src_ip: ip ?? undefined,
        src_host: host ?? undefined,
        action: row.action,
        result: row.result,
        outcome,
      },
      raw: line,
      ref: this.ref(lineNumber),
    };
    emit(event);
    return null;
  }
}

/** `login_attempt`, `Login`, `authentication`, `sign-in`; not `logout`, not `file_access`. */
const LOGIN_ACTION = /^(?:\w{1,32}[_ -])?(?:log[_ -]?[io]n|sign[_ -]?in|auth)(?!.{0,64}out)/i;

function outcomeOf(result: string): 'success' | 'failure' | null {
  switch (result.toUpperCase()) {
    case 'SUCCESS':
      return 'success';
    case 'FAILED':
    case 'FAILURE':
      return 'failure';
    default:
      return null;
  }
}

/** Null when there are too few fields. */
function readRow(line: string): Row | null {
  const text = unwrapped(line.trim());
  const resultAt = text.lastIndexOf(',');
  const actionAt = text.lastIndexOf(',', resultAt - 1);
  const addressAt = text.lastIndexOf(',', actionAt - 1);
  const stampEnd = endOfStamp(text);
  if (stampEnd === -1 || addressAt <= stampEnd || actionAt <= addressAt) return null;
  return {
    stamp: joined(text.slice(0, stampEnd)),
    user: field(text, stampEnd, addressAt),
    address: field(text, addressAt, actionAt),
    action: field(text, actionAt, resultAt),
    result: field(text, resultAt, text.length),
  };
}

/** The whole row in quotes, as some exports write it; not a row whose first and last fields are quoted. */
function unwrapped(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  const inner = text.slice(1, -1);
  return inner.includes('"') ? text : inner;
}

/** Place of the comma that ends the stamp; date and time may be two fields. */
function endOfStamp(text: string): number {
  const end = text.indexOf(',');
  const dateAlone = end !== -1 && field(text, -1, end).length === 'YYYY-MM-DD'.length;
  return dateAlone ? text.indexOf(',', end + 1) : end;
}

function joined(stamp: string): string {
  const comma = stamp.indexOf(',');
  if (comma === -1) return unquoted(stamp.trim());
  return `${unquoted(stamp.slice(0, comma).trim())} ${unquoted(stamp.slice(comma + 1).trim())}`;
}

/** The field between two commas. */
function field(text: string, comma: number, end: number): string {
  return unquoted(text.slice(comma + 1, end).trim());
}

function unquoted(text: string): string {
  const quoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"');
  return quoted ? text.slice(1, -1).replaceAll('""', '"') : text;
}

const LOGIN_LINE = pattern('i')`
  ^\s{0,8}"?\d{4}-\d\d-\d\d(?:[T ]|"?\s{0,4},\s{0,4}"?)\d\d:\d\d:\d\d[^,]{0,40},.{0,400},\s{0,8}"?[\w.:%-]{1,253}
  "?\s{0,8},\s{0,8}"?[\w -]{1,64}"?\s{0,8},\s{0,8}"?(?:SUCCESS|FAILED|FAILURE)"?\s{0,8}$`;

export const LOGIN_LOG: ParserFactory = {
  format: 'login',
  recognises: (line) => line.length < 1024 && LOGIN_LINE.test(line),
  create: () => new LoginParser(),
};
