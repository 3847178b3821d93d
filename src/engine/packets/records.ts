import type { FieldValue } from '../../model/log-event.ts';
import type { EpochMs } from '../../model/time.ts';

/** What rules about packets name as their logsource: `product: capture`, `service: scan` and so on. */
export type PacketService =
  | 'scan'
  | 'flood'
  | 'arp'
  | 'ndp'
  | 'dhcp'
  | 'names'
  | 'dns'
  | 'credentials'
  | 'connections'
  | 'icmp'
  | 'cards'
  | 'amplification'
  | 'http';

/** What the packets of a capture showed, for rules to judge. */
export type PacketFinding = {
  readonly kind: 'finding';
  readonly service: PacketService;
  readonly time: EpochMs;
  /** The packet with which it came true, from 1. */
  readonly packet: number;
  /** Who acts, canonical; null when packets do not tell (invented sources), or when it would name a victim. */
  readonly source: string | null;
  readonly user: string | null;
  /** What it counts for. */
  readonly count: number;
  readonly fields: Readonly<Record<string, FieldValue | undefined>>;
  /** In words. */
  readonly text: string;
};

/** A request of HTTP in clear text, with what a server would log of it. Texts are escaped as in a log. */
export type PacketRequest = {
  readonly kind: 'request';
  readonly time: EpochMs;
  readonly packet: number;
  readonly client: string;
  readonly user: string | null;
  /** `GET /a?b=c HTTP/1.1` */
  readonly line: string;
  readonly status: number | null;
  readonly bytes: number | null;
  readonly host: string | null;
  readonly referer: string | null;
  readonly userAgent: string | null;
};

/** What a server answered to a login in clear text. */
export type PacketLogin = {
  readonly kind: 'login';
  readonly time: EpochMs;
  readonly packet: number;
  readonly client: string;
  readonly server: string;
  readonly port: number;
  /** `ftp`, `telnet`, … */
  readonly service: string;
  /** Escaped as in a log. */
  readonly user: string | null;
  readonly outcome: 'success' | 'failure';
};

/** What a capture gives its reader instead of lines: `parse/sensors/packets.ts` makes events of it. */
export type PacketRecord = PacketFinding | PacketRequest | PacketLogin;

export function recordLine(record: PacketRecord): string {
  return JSON.stringify(record);
}
