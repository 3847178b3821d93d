import { canonicalIp } from '../../../model/addresses/ip.ts';
import type { Fields, LogEvent, Logsource, UnparsedReason } from '../../../model/log-event.ts';
import type { EpochMs } from '../../../model/time.ts';
import { pattern } from '../../pattern.ts';
import type { FlatRecord } from '../json/json-record.ts';
import type { Emit, Parser, ParserFactory } from '../parser.ts';
import { StampedParser } from '../stamped-parser.ts';
import { unparsedReason } from '../unparsed.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What an intrusion detection says it has seen: Suricata's `eve.json`, its `fast.log`, Snort's. */
export const IDS_ALERTS: Logsource = Object.freeze({ category: 'ids', product: 'suricata' });

/**
 * `11/20/2026-10:00:00.123456  [**] [1:2001219:20] SIGNATURE [**] [Classification: …] [Priority: 2] {TCP} ADDRESS:PORT ->
 * ADDRESS:PORT`; Snort leaves the year out, and of ICMP the ports.
 */
const LINE = pattern('s')`
  ^(\d\d)\/(\d\d)(?:\/(\d{4}))?-(\d\d:\d\d:\d\d\.\d{6}) {1,2}(?=\[)(?:\[(?<verdict>Drop|wDrop|Pass|Reject)\] )?\[
  \*\*\] \[(?<gid>\d{1,10}):(?<sid>\d{1,10}):(?<rev>\d{1,10})\] (?<signature>.{1,512}?) \[\*\*\]\x20
  (?:\[Classification: (?<category>[^\]]{0,128})\] )?\[Priority: (?<priority>\d{1,3})\] \{
  (?<protocol>[\w:.-]{1,32})\} (?<from>[\da-fA-F.:]{2,52}) -> (?<to>[\da-fA-F.:]{2,52})$`;

class IdsAlertsParser extends StampedParser implements Parser {
  readonly format = 'ids-alerts';

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const match = LINE.exec(line);
    if (match === null) return unparsedReason(line);
    const time = this.timeOf(match);
    if (time === null) return 'bad-timestamp';
    emit(this.event(match, time, line, lineNumber));
    return null;
  }

  private timeOf([, month = '', day, year, clock]: RegExpExecArray): EpochMs | null {
    if (year !== undefined) return this.stamps.readRfc3339(`${year}-${month}-${day} ${clock}`, 0);
    const name = MONTHS[Number(month) - 1];
    return name === undefined ? null : this.stamps.readSyslog(`${name} ${day} ${clock}`, 0);
  }

  private event(match: RegExpExecArray, time: EpochMs, raw: string, line: number): LogEvent {
    const { address, fields: told } = alertTold(match.groups ?? {});
    const { ip } = this.addresses.read(address);
    const fields = { ...told, src_ip: ip ?? undefined };
    return {
      ...{
        time,
        logsource: IDS_ALERTS,
        category: 'network',
        outcome: null,
        count: 1,
        srcIp: ip,
        srcHost: null,
      },
      ...{ user: null, login: false, fields, raw, ref: this.ref(line) },
    };
  }
}

type AlertTold = { readonly address: string | null; readonly fields: Fields };

/** What an alert says, by the names of its parts: those of `LINE`. */
export function alertTold(parts: Readonly<Record<string, string | undefined>>): AlertTold {
  const { verdict, gid, sid, rev, signature, category, priority, protocol = '', from = '', to = '' } = parts;
  const [source, target] = [peerOf(from, protocol), peerOf(to, protocol)];
  return {
    address: source.address,
    fields: {
      'alert.signature': signature,
      'alert.signature_id': Number(sid),
      'alert.gid': Number(gid),
      'alert.rev': Number(rev),
      'alert.category': category,
      'alert.severity': Number(priority),
      action: verdict === undefined || verdict === 'Pass' ? 'allowed' : 'blocked',
      protocol: protocol.toLowerCase(),
      src_port: source.port,
      dst_ip: canonicalIp(target.address) ?? undefined,
      dst_port: target.port,
    },
  };
}

type Peer = { readonly address: string; readonly port: number | undefined };

/**
 * The port stands behind the last colon, of IPv6 as well. A text without a port is a peer only when all of it is an address.
 */
function peerOf(peer: string, protocol: string): Peer {
  const colon = peer.lastIndexOf(':');
  const hasPorts = /^(?:TCP|UDP|SCTP)$/i.test(protocol) || /^[\d.]+:\d+$/.test(peer);
  if (!hasPorts || colon === -1) return { address: peer, port: undefined };
  const port = Number(peer.slice(colon + 1));
  return { address: peer.slice(0, colon), port: Number.isNaN(port) ? undefined : port };
}

export const IDS_ALERTS_LOG: ParserFactory = {
  format: 'ids-alerts',
  recognises: (line) => LINE.test(line),
  create: () => new IdsAlertsParser(),
};

/** Names of Suricata's requests that say what was asked for, and by whom. */
export const EVE_REQUEST = [
  'event_type',
  'src_ip',
  'http.url',
  'http.http_method',
  'http.status',
  'http.hostname',
];

/** Suricata's record of a request (`event_type: http`) under the names of web servers; null for any other record. */
export function eveRequest(record: FlatRecord): FlatRecord | null {
  if (record.event_type !== 'http' || record['http.url'] === undefined) return null;
  return {
    ...record,
    ...{ time: record.timestamp, remote_addr: record.src_ip, request_uri: record['http.url'] },
    ...{ request_method: record['http.http_method'], status: record['http.status'] ?? 0 },
    ...{ http_host: record['http.hostname'], http_user_agent: record['http.http_user_agent'] },
    ...{ http_referer: record['http.http_refer'], body_bytes_sent: record['http.length'] },
    ...{ server_protocol: record['http.protocol'], http_x_forwarded_for: record['http.xff'] },
  };
}
