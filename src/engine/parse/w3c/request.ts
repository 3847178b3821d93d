import { type LogEvent, type Logsource, retainText } from '../../../model/log-event.ts';
import type { LineRef } from '../../../model/log-record.ts';
import type { EpochMs } from '../../../model/time.ts';
import type { AddressReader } from '../source-address.ts';
import type { ClientReader } from '../web/forwarded.ts';
import { WEBSERVER, type WebRequest, webEvent, webFields } from '../web/web-event.ts';
import type { Columns, Row } from './columns.ts';

/** A line of a W3C log, cut into its columns. */
export type W3cLine = {
  readonly row: Row;
  /** Null when the log did not name them. */
  readonly columns: Columns | null;
  readonly time: EpochMs;
  readonly raw: string;
  readonly ref: LineRef;
};

const IIS: Logsource = Object.freeze({ category: 'webserver', product: 'windows', service: 'iis' });
const PROXY: Logsource = Object.freeze({ category: 'proxy' });
const IIS_LOGIN: Logsource = Object.freeze({
  category: 'authentication',
  product: 'windows',
  service: 'iis',
});

/** Columns that stand in a field of another name. */
const READ = [
  ...[
    'date',
    'time',
    'c-ip',
    'cs-method',
    'cs-uri',
    'cs-uri-stem',
    'cs-uri-path',
    'cs-uri-query',
    'cs-version',
  ],
  ...[
    'cs-username',
    'sc-status',
    'sc-bytes',
    'cs(referer)',
    'cs(user-agent)',
    'cs-host',
    'cs(host)',
    'cs-protocol-version',
  ],
];
const FORWARDED = ['x-forwarded-for', 'cs(x-forwarded-for)', 'cs-x-forwarded-for'];

/** A request; of a proxy that people use (it names the host that is asked) one of another log source. */
export function requestEvent({ row, columns, time, raw, ref }: W3cLine, clients: ClientReader): LogEvent {
  const client = clients.read(row('c-ip') ?? null, () => first(row, FORWARDED)?.replaceAll('+', ' '));
  const web: WebRequest = {
    time,
    client: client.address,
    via: client.via,
    username: row('cs-username'),
    request: {
      method: row('cs-method'),
      uri: targetOf(row),
      version: first(row, ['cs-version', 'cs-protocol-version']),
    },
    status: number(row('sc-status')),
    bytes: number(row('sc-bytes')),
    referer: row('cs(referer)'),
    userAgent: agentOf(row('cs(user-agent)')),
    host: first(row, ['x-host-header', 'cs-host', 'cs(host)']),
  };
  const others = (columns ?? IIS_OTHERS).filter((name) => !READ.includes(name));
  const own = others.map((name) => [name.replace(/^(cs|sc)\((.{1,64})\)$/, '$1-$2'), row(name)] as const);
  const fields = { ...webFields(web), ...Object.fromEntries(own.filter(([, value]) => value !== undefined)) };
  return webEvent(web, fields, raw, ref, logsourceOf(row, columns));
}

/** Windows' own number of what happened has only what Windows writes. */
function logsourceOf(row: Row, columns: Columns | null): Logsource {
  if (row('cs-uri-scheme') !== undefined) return PROXY;
  return columns === null || columns.includes('sc-win32-status') ? IIS : WEBSERVER;
}

const IIS_OTHERS: Columns = ['s-ip', 's-port', 'cs(cookie)', 'sc-substatus', 'sc-win32-status', 'time-taken'];

function targetOf(row: Row): string | undefined {
  const path = first(row, ['cs-uri-stem', 'cs-uri-path', 'cs-uri']);
  const query = row('cs-uri-query');
  if (query === undefined || path === undefined) return path;
  return query.startsWith('?') ? path + query : `${path}?${query}`;
}

/** IIS writes `+` for a blank, CloudFront `%20`, and `%2520` where the client wrote `%20`. */
function agentOf(text: string | undefined): string | undefined {
  return text?.replaceAll('+', ' ').replace(/%20/g, ' ');
}

/** ERROR_LOGON_FAILURE, and the same of SSPI: who was asked for a password and gave a wrong one. Else a 401 only asks for one. */
const WRONG_PASSWORD = ['1326', '2148074252'];

/** The login that IIS itself refused with this request (basic, digest, Windows authentication); null when it did not. */
export function refusedLogin({ row, time, raw, ref }: W3cLine, request: LogEvent): LogEvent | null {
  const isRefused = row('sc-status') === '401' && WRONG_PASSWORD.includes(row('sc-win32-status') ?? '');
  const { srcIp, srcHost, user } = request;
  if (!isRefused || srcIp === null) return null;
  const fields = { src_ip: srcIp, user: user ?? undefined, outcome: 'failure', auth_method: 'password' };
  return {
    ...{ time, logsource: IIS_LOGIN, category: 'authentication', outcome: 'failure', count: 1, login: true },
    ...{ srcIp, srcHost, user, fields, raw, ref },
  };
}

/** `PASS` of an FTP site, answered 230 or 530; null for all else. */
export function ftpLogin({ row, time, raw, ref }: W3cLine, addresses: AddressReader): LogEvent | null {
  const status = row('sc-status');
  if (row('cs-method') !== 'PASS' || (status !== '230' && status !== '530')) return null;
  const { ip, host } = addresses.read(row('c-ip') ?? null);
  const outcome = status === '230' ? 'success' : 'failure';
  const user = row('cs-username') ?? null;
  return {
    ...{ time, logsource: IIS_LOGIN, category: 'authentication', outcome, count: 1, raw, ref },
    ...{ srcIp: ip, srcHost: host, user: user === null ? null : retainText(user), login: ip !== null },
    fields: {
      ...{
        src_ip: ip ?? undefined,
        user: user ?? undefined,
        outcome,
        auth_method: 'password',
        protocol: 'ftp',
      },
      'sc-status': Number(status),
    },
  };
}

function first(row: Row, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = row(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
