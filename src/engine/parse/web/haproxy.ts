import type { Fields, LogEvent, Logsource, UnparsedReason } from '../../../model/log-event.ts';
import type { LineRef } from '../../../model/log-record.ts';
import type { EpochMs } from '../../../model/time.ts';
import { pattern } from '../../pattern.ts';
import type { Emit, Parser, ParserFactory } from '../parser.ts';
import type { SourceAddress } from '../source-address.ts';
import { StampedParser } from '../stamped-parser.ts';
import { unparsedReason } from '../unparsed.ts';
import { readRequestLine } from './request-line.ts';
import { type WebRequest, webEvent, webFields } from './web-event.ts';

const HAPROXY: Logsource = Object.freeze({ product: 'haproxy', service: 'haproxy' });

/**
 * HAProxy's lines, as they stand behind the header of syslog or alone: requests (`option httplog`, `httpslog`), connections
 * (`tcplog`), and what it says of connections that came to nothing. All that a client sends it writes as `#22` where
 * it is a quote, a brace, a `#` or not to be printed.
 */
class HaproxyParser extends StampedParser implements Parser {
  readonly format = 'haproxy';

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const head = HEAD.exec(line);
    if (head === null) return unparsedReason(line);
    const [whole, peer = '', port, stamp = ''] = head;
    const time = this.stamps.readClf(stamp, 0);
    if (time === null || this.stamps.end !== stamp.length) return 'bad-timestamp';
    const client = this.addresses.read(peer.replace(/^\[|\]$/g, ''));
    const rest = line.slice(whole.length);
    const ref = this.ref(lineNumber);
    emit(requestEvent(rest, time, client, line, ref) ?? connectionEvent(rest, time, client, port, line, ref));
    return null;
  }
}

/** `ADDRESS:PORT [STAMP] `; of IPv6 mostly without brackets, and `-` where addresses are hidden. */
const HEAD =
  /^(-|unix|\[[\da-fA-F:.]{2,45}\]|[\da-fA-F.:]{2,45}):(\d{1,5}) \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?:\.\d{1,6})?)\] /;

/** `FRONTEND BACKEND/SERVER [WORDS ]TIMES STATUS BYTES COOKIE COOKIE STATE COUNTS QUEUES[ {REQUEST HEADERS}][ {…}] "REQUEST`. */
const REQUEST = pattern()`
  ^(\S{1,128}) ([^ /]{1,128})\/(\S{1,128}) (?:[^ "/]{1,256} ){0,3}\+?-?\d{1,10}(?:\/\+?-?\d{1,10}){3,4}\x20
  (-?\d{1,3}) \+?(\d{1,15}) \S{1,256} \S{1,256} (\S{4}) \d{1,10}(?:\/\+?\d{1,10}){4} \d{1,10}\/\d{1,10}\x20
  (?:\{([^{}"]{0,4096})\} )?(?:\{[^{}"]{0,4096}\} )?"([^"]{0,16384})(?:"|$)`;

function requestEvent(
  rest: string,
  time: EpochMs,
  client: SourceAddress,
  raw: string,
  ref: LineRef,
): LogEvent | null {
  const match = REQUEST.exec(rest);
  if (match === null) return null;
  const [, frontend, backend, server, status, bytes, state, captured = '', request = ''] = match;
  const headers = headersOf(captured);
  const web: WebRequest = {
    ...{ time, client, username: undefined, ...headers },
    request: readRequestLine(request.replace(/#([\dA-F]{2})/g, '%$1')),
    status: status === undefined || status === '-1' || status === '0' ? undefined : Number(status),
    bytes: Number(bytes),
  };
  const fields = { ...webFields(web), frontend, backend, server, termination_state: state };
  return webEvent(web, captured === '' ? fields : { ...fields, captured_headers: captured }, raw, ref);
}

type Headers = Pick<WebRequest, 'host' | 'referer' | 'userAgent'>;

/** Captured headers stand without their names: what is neither a host nor an address of a page may be the user agent. */
function headersOf(captured: string): Headers {
  const values = captured.split('|', 16).filter((value) => value !== '' && value !== '-');
  const isHost = (value: string): boolean => /^[\w.-]{1,253}(?::\d{1,5})?$/.test(value);
  const isPage = (value: string): boolean => /^https?:\/\//.test(value);
  return {
    host: values.find(isHost),
    referer: values.find(isPage),
    userAgent: values.find((value) => !isHost(value) && !isPage(value))?.replace(/#([\dA-F]{2})/g, '%$1'),
  };
}

/** `FRONTEND BACKEND/SERVER TIMES BYTES STATE …`, or `FRONTEND/BIND: WHAT HAPPENED`. */
const CONNECTION =
  /^(\S{1,128}) ([^ /]{1,128})\/(\S{1,128}) \+?-?\d{1,10}(?:\/\+?-?\d{1,10}){2} \+?(\d{1,15}) (\S{2}) /;
const PROBLEM = /^([^ /]{1,128})\/(\S{1,128}): (.{1,256})$/;

function connectionEvent(
  rest: string,
  time: EpochMs,
  { ip, host }: SourceAddress,
  port: string | undefined,
  raw: string,
  ref: LineRef,
): LogEvent {
  const [, frontend, backend, server, bytes, state] = CONNECTION.exec(rest) ?? [];
  const [, where, , message] = PROBLEM.exec(rest) ?? [];
  const fields: Fields = {
    ...{ src_ip: ip ?? undefined, src_port: Number(port), frontend: frontend ?? where, backend, server },
    ...{ bytes: bytes === undefined ? undefined : Number(bytes), termination_state: state },
    message: message ?? rest,
  };
  return {
    ...{ time, logsource: HAPROXY, category: 'system', outcome: null, count: 1, login: false },
    ...{ srcIp: ip, srcHost: host, user: null, fields, raw, ref },
  };
}

export const HAPROXY_LOG: ParserFactory = {
  format: 'haproxy',
  recognises: (line) => HEAD.test(line),
  create: () => new HaproxyParser(),
};
