import type { LogEvent, Logsource, UnparsedReason } from '../../model/log-event.ts';
import type { LineRef } from '../../model/log-record.ts';
import { toRfc3339 } from '../../model/time.ts';
import type { PacketFinding, PacketRecord, PacketRequest, PacketService } from '../packets/records.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from './parser.ts';
import { readRequestLine } from './request-line.ts';
import { type WebRequest, webEvent, webFields } from './web-event.ts';

const LOGSOURCES: Readonly<Record<PacketService, Logsource>> = {
  scan: Object.freeze({ category: 'network', product: 'capture', service: 'scan' }),
  flood: Object.freeze({ category: 'network', product: 'capture', service: 'flood' }),
  arp: Object.freeze({ category: 'network', product: 'capture', service: 'arp' }),
  dns: Object.freeze({ category: 'network', product: 'capture', service: 'dns' }),
  http: Object.freeze({ category: 'network', product: 'capture', service: 'http' }),
  credentials: Object.freeze({ category: 'network', product: 'capture', service: 'credentials' }),
};

/**
 * What our own reading of a capture found, one record a line. The evidence of an event is its packet, not the line.
 * Only ever told, never recognised: a log that holds such lines is still a log.
 */
class PacketsParser implements Parser {
  readonly format = 'packets';
  private source = '';

  begin(context: ParseContext): void {
    this.source = context.source;
  }

  parse(line: string, _: number, emit: Emit): UnparsedReason | null {
    const record = JSON.parse(line) as PacketRecord;
    const ref = { source: this.source, line: record.packet };
    emit(record.kind === 'finding' ? findingEvent(record, ref) : requestEvent(record, ref));
    return null;
  }
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
