import type { Fields, LogEvent, Logsource, Verdict } from '../../../model/log-event.ts';
import type { LineRef } from '../../../model/log-record.ts';
import type { EpochMs } from '../../../model/time.ts';
import type { SourceAddress } from '../source-address.ts';
import type { Via } from './forwarded.ts';
import type { RequestLine } from './request-line.ts';

export const WEBSERVER: Logsource = Object.freeze({ category: 'webserver', service: 'access' });

/** One request as a web server logged it. `undefined`: the log does not say. */
export type WebRequest = {
  readonly time: EpochMs;
  readonly client: SourceAddress;
  /** The proxy that named the client; absent or null: the connection is the client's own. */
  readonly via?: Via | null;
  readonly username: string | undefined;
  readonly request: RequestLine;
  readonly status: number | undefined;
  /** Bytes of the answer. */
  readonly bytes: number | undefined;
  readonly referer: string | undefined;
  readonly userAgent: string | undefined;
  readonly host: string | undefined;
  readonly cookie?: string | undefined;
  /** Headers that are written behind those, or by a name: who is said to be spoken for, and what a log of one's own adds. */
  readonly others?: string | undefined;
  /** What was sent with the request. */
  readonly body?: string | undefined;
};

export function webFields(web: WebRequest) {
  const fields = requestFields(web);
  return web.via ? { ...fields, proxy_ip: web.via.proxy, forwarded_for: web.via.list } : fields;
}

function requestFields(web: WebRequest) {
  const { method, uri, version } = web.request;
  const question = uri === undefined ? -1 : uri.indexOf('?');
  return {
    src_ip: web.client.ip ?? undefined,
    'c-ip': web.client.ip ?? undefined,
    src_host: web.client.host ?? undefined,
    'cs-username': web.username,
    'cs-method': method,
    'cs-uri': uri,
    'cs-uri-stem': question === -1 ? uri : uri?.slice(0, question),
    'cs-uri-query': question === -1 ? undefined : uri?.slice(question + 1),
    'cs-version': version,
    'sc-status': web.status,
    'sc-bytes': web.bytes,
    'cs-referer': web.referer,
    'cs-user-agent': web.userAgent,
    'cs-host': web.host,
    'cs-cookie': web.cookie,
    'cs-others': web.others,
    'cs-body': web.body,
  };
}

export function webEvent(
  web: WebRequest,
  fields: Fields,
  raw: string,
  ref: LineRef,
  logsource: Logsource = WEBSERVER,
): LogEvent {
  return {
    time: web.time,
    logsource,
    category: 'web',
    outcome: web.status === undefined ? null : web.status < 400 ? 'success' : 'failure',
    count: 1,
    srcIp: web.client.ip,
    srcHost: web.client.host,
    user: web.username ?? null,
    login: false,
    fields,
    raw,
    ref,
  };
}

/** The same event with what rules say of it. Written out: what is spread gets a hidden class for each event. */
export function judgedEvent(event: LogEvent, verdict: Verdict): LogEvent {
  const { time, logsource, category, outcome, count, srcIp, srcHost, user, login, fields, raw, ref } = event;
  return {
    time,
    logsource,
    category,
    outcome,
    count,
    srcIp,
    srcHost,
    user,
    login,
    fields,
    raw,
    ref,
    verdict,
  };
}
