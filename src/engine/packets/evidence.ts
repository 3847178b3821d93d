import type { Alert } from '../../model/alerts/alert.ts';
import type { SourceId } from '../../model/log-record.ts';
import { MINUTE_MS } from '../../model/time.ts';
import type { RawPacket } from './capture/raw-packet.ts';
import type { WrittenPacket } from './capture/writer.ts';
import { isOfAddresses } from './confirm.ts';
import { Decoded } from './decode/decoded.ts';
import { decodeLink } from './decode/link.ts';
import { LDAP } from './logins/ldap.ts';
import { MQTT } from './logins/mqtt.ts';
import { REDIS } from './logins/redis.ts';
import { CREDENTIAL_PORTS } from './payload/credentials.ts';
import type { Samples } from './samples.ts';
import { ipv4Text, ipv6Text } from './table/addresses.ts';

/** An alert is told of some packets after what it tells of began. */
const BEFORE_MS = MINUTE_MS;
/** What a client sends there may be a password. */
const CLEAR_PORTS: ReadonlySet<number> = new Set([
  ...CREDENTIAL_PORTS,
  ...[LDAP, REDIS, MQTT].flatMap(({ ports }) => ports),
]);

/** Picks the packets of alerts: those that they name, and what went between the addresses of scans and floods. */
export class EvidencePicker {
  private readonly named: ReadonlySet<number>;
  private readonly between: readonly Alert[];
  private readonly decoded = new Decoded();

  constructor(
    alerts: readonly Alert[],
    capture: SourceId,
    private readonly samples: Samples,
  ) {
    const own = alerts.filter(({ sources }) => sources.includes(capture));
    this.named = new Set(
      own.flatMap(({ evidence }) => evidence.flatMap(({ source, line }) => (source === capture ? line : []))),
    );
    this.between = own.filter(
      ({ class: kind, group }) => (kind === 'scan' || kind === 'flood') && isOfAddresses(group),
    );
  }

  /** The named packets as far as copies of them are kept: for a capture that cannot be read again. */
  kept(): WrittenPacket[] {
    return [...this.named].sort((a, b) => a - b).flatMap((number) => this.samples.get(number) ?? []);
  }

  /** What is to be written of this packet; null when it belongs to no alert. */
  pick(raw: RawPacket): WrittenPacket | null {
    return this.named.has(raw.number) || this.isBetween(raw) ? this.withoutSecret(raw) : null;
  }

  /** Of a packet with a password only the headers are kept, and only they are written. */
  private withoutSecret(raw: RawPacket): WrittenPacket {
    const sample = this.samples.get(raw.number);
    return written(raw, sample?.isCut === true ? raw.start + sample.bytes.length : this.endOf(raw));
  }

  /** Passwords come in pieces, behind other commands, and again and again: not each was seen, told of and kept. */
  private endOf(raw: RawPacket): number {
    const { payloadStart, payloadEnd, targetPort } = this.decode(raw);
    return payloadEnd > payloadStart && CLEAR_PORTS.has(targetPort) ? payloadStart : raw.end;
  }

  private isBetween(raw: RawPacket): boolean {
    const { time } = raw;
    const alerts = this.between.filter(
      ({ firstSeen, lastSeen }) => time >= firstSeen - BEFORE_MS && time <= lastSeen + BEFORE_MS,
    );
    if (alerts.length === 0) return false;
    const decoded = this.decode(raw);
    if (decoded.family === 0) return false;
    const { family, s0, s1, s2, s3, d0, d1, d2, d3 } = decoded;
    const source = family === 4 ? ipv4Text(s3) : ipv6Text([s0, s1, s2, s3]);
    const target = family === 4 ? ipv4Text(d3) : ipv6Text([d0, d1, d2, d3]);
    return alerts.some(({ group }) => joins(group, source, target) || joins(group, target, source));
  }

  private decode({ bytes, start, end, link }: RawPacket): Decoded {
    const { decoded } = this;
    decoded.clear();
    decodeLink(bytes, start, end, link, decoded);
    return decoded;
  }
}

function joins(group: Alert['group'], source: string, target: string): boolean {
  return (
    (group.src_ip === undefined || group.src_ip === source) &&
    (group.dst_ip === undefined || group.dst_ip === target)
  );
}

function written({ time, nanos, link, length, bytes, start }: RawPacket, end: number): WrittenPacket {
  return { time, nanos, link, length, bytes: bytes.subarray(start, end) };
}
