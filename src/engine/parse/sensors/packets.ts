import type { LogEvent, Logsource, UnparsedReason } from '../../../model/log-event.ts';
import type { LineRef } from '../../../model/log-record.ts';
import { toRfc3339 } from '../../../model/time.ts';
import type {
  PacketFinding,
  PacketLogin,
  PacketRecord,
  PacketRequest,
  PacketService,
} from '../../packets/records.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { readRequestLine } from '../web/request-line.ts';
import { type WebRequest, webEvent, webFields } from '../web/web-event.ts';

const LOGSOURCES: Readonly<Record<PacketService, Logsource>> = {
  scan: Object.freeze({ category: 'network', product: 'capture', service: 'scan' }),
  flood: Object.freeze({ category: 'network', product: 'capture', service: 'flood' }),
  arp: Object.freeze({ category: 'network', product: 'capture', service: 'arp' }),
  ndp: Object.freeze({ category: 'network', product: 'capture', service: 'ndp' }),
  dhcp: Object.freeze({ category: 'network', product: 'capture', service: 'dhcp' }),
  names: Object.freeze({ category: 'network', product: 'capture', service: 'names' }),
  dns: Object.freeze({ category: 'network', product: 'capture', service: 'dns' }),
  http: Object.freeze({ category: 'network', product: 'capture', service: 'http' }),
  icmp: Object.freeze({ category: 'network', product: 'capture', service: 'icmp' }),
  cards: Object.freeze({ category: 'network', product: 'capture', service: 'cards' }),
  amplification: Object.freeze({ category: 'network', product: 'capture', service: 'amplification' }),
  connections: Object.freeze({ category: 'network', product: 'capture', service: 'connections' }),
  credentials: Object.freeze({ category: 'network', product: 'capture', service: 'credentials' }),
};

const LOGIN: Logsource = Object.freeze({ category: 'authentication', product: 'capture', service: 'login' });

/**
 * What this program's own reading of a capture found, one record a line. The evidence of an event is its packet, not the
 * line. The format is only ever told, never recognised: a log that holds such lines is still a log.
 */
class PacketsParser implements Parser {
  readonly format = 'packets';
  private source = '';

  begin(context: ParseContext): void {
    this.source = context.source;
  }

  parse(line: string, _: number, emit: Emit): UnparsedReason | null {
    const record = JSON.parse(line) as PacketRecord;
    const ref = { source: this.source, line: record.packet, isPacket: true } as const;
    emit(eventOf(record, ref));
    return null;
  }
}

function eventOf(record: PacketRecord, ref: LineRef): LogEvent {
  switch (record.kind) {
    case 'finding':
      return findingEvent(record, ref);
    case 'request':
      return requestEvent(record, ref);
    case 'login':
      return loginEvent(record, ref);
  }
}

/** An event like that of a line in a login log, so that the same rules judge it. */
function loginEvent(login: PacketLogin, ref: LineRef): LogEvent {
  const { time, packet, client, server, port, service, user, outcome } = login;
  const said = outcome === 'failure' ? 'refused' : 'accepted';
  const whose = user === null ? '' : ` of ${user}`;
  return {
    time,
    logsource: LOGIN,
    category: 'authentication',
    outcome,
    count: 1,
    srcIp: client,
    srcHost: null,
    user,
    login: true,
    fields: {
      user: user ?? undefined,
      src_ip: client,
      dst_ip: server,
      dst_port: port,
      action: service,
      result: said,
      outcome,
    },
    raw: `packet ${packet}: ${service} login${whose} ${said}: ${client} > ${server} port ${port}`,
    ref,
  };
}

function findingEvent(finding: PacketFinding, ref: LineRef): LogEvent {
  const { service, time, packet, source, user, count, fields, text } = finding;
  return {
    time,
    logsource: LOGSOURCES[service],
    category: 'network',
    outcome: null,
    count,
    srcIp: source,
    srcHost: null,
    user,
    login: false,
    fields: source === null ? fields : { src_ip: source, ...fields },
    raw: `packet ${packet}: ${text}`,
    ref,
  };
}

function requestEvent(request: PacketRequest, ref: LineRef): LogEvent {
  const { time, client, user, line, status, bytes, host, referer, userAgent } = request;
  const web: WebRequest = {
    time,
    client: { ip: client, host: null },
    username: user ?? undefined,
    request: readRequestLine(line),
    status: status ?? undefined,
    bytes: bytes ?? undefined,
    referer: referer ?? undefined,
    userAgent: userAgent ?? undefined,
    host: host ?? undefined,
  };
  const answer = `${status ?? '-'} ${bytes ?? '-'}`;
  const raw = `${client} - ${user ?? '-'} [${toRfc3339(time)}] "${line}" ${answer} "${referer ?? '-'}" "${userAgent ?? '-'}"`;
  return webEvent(web, webFields(web), raw, ref);
}

export const PACKETS: ParserFactory = {
  format: 'packets',
  recognises: () => false,
  create: () => new PacketsParser(),
};
