import type { FieldValue, LogEvent, Logsource } from '../../model/log-event.ts';
import type { SourceId } from '../../model/log-record.ts';
import type { EpochMs } from '../../model/time.ts';

/** What rules about packets name as their logsource: `product: capture`, `service: scan` and so on. */
export type PacketService = 'scan' | 'flood' | 'arp' | 'dns' | 'credentials';

const LOGSOURCES: Readonly<Record<PacketService, Logsource>> = {
  scan: { category: 'network', product: 'capture', service: 'scan' },
  flood: { category: 'network', product: 'capture', service: 'flood' },
  arp: { category: 'network', product: 'capture', service: 'arp' },
  dns: { category: 'network', product: 'capture', service: 'dns' },
  credentials: { category: 'network', product: 'capture', service: 'credentials' },
};

/** What the packets of a capture showed, for rules to judge. */
export type PacketFinding = {
  readonly service: PacketService;
  readonly time: EpochMs;
  /** The packet with which it came true. */
  readonly packet: number;
  /** Who acts; null when packets do not tell (invented sources), or when it would name a victim. */
  readonly source: string | null;
  readonly user: string | null;
  /** What it counts for. */
  readonly count: number;
  readonly fields: Readonly<Record<string, FieldValue | undefined>>;
  /** In words. */
  readonly text: string;
};

export function packetEvent(capture: SourceId, finding: PacketFinding): LogEvent {
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
    ref: { source: capture, line: packet },
  };
}
