import type { LogEvent, Logsource } from '../../../model/log-event.ts';
import { isOfStormshield } from '../appliances/stormshield.ts';
import type { AddressReader } from '../source-address.ts';
import type { FlatRecord } from './json-record.ts';

type Packet = {
  readonly from: string;
  readonly to: string | undefined;
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  readonly protocol: string | undefined;
  readonly isBlocked: boolean;
};

type PacketLog = {
  readonly logsource: Logsource;
  /** Every field that decides: a client may have slipped none of them in. */
  readonly names: readonly string[];
  /** Null for a record of another device, or of something else. */
  read(record: FlatRecord): Packet | null;
};

function logsourceOf(product: string): Logsource {
  return Object.freeze({ category: 'firewall', product });
}

function textOf(record: FlatRecord, name: string): string {
  const value = record[name];
  return typeof value === 'string' ? value : '';
}

function portOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/** `192.0.2.7:50001:X1:host`, with as much of it as there is; the address of IPv6 stands in brackets or alone. */
const PLACE =
  /^(?:\[([\da-fA-F:.]{2,45})\]|([\d.]{7,15})|([\da-fA-F]{0,4}:[\da-fA-F:.]{2,40}))(?::(\d{1,5}))?(?::|$)/;

function placeOf(text: string): { readonly address: string; readonly port: number | undefined } | null {
  const [, bracketed, v4, v6, port] = PLACE.exec(text) ?? [];
  const address = bracketed ?? v4 ?? v6;
  return address === undefined ? null : { address, port: portOf(port) };
}

/** What SonicWall dropped, by its number or by what it did; and what it let through. */
const SONICWALL_DROPPED: ReadonlySet<string> = new Set(['36', '37', '38', '41', '173', '174', '175']);
const SONICWALL_OPENED = '98';

const SONICWALL: PacketLog = {
  logsource: logsourceOf('sonicwall'),
  names: ['id', 'sn', 'm', 'src', 'dst', 'proto', 'fw_action'],
  read: (record) => {
    if (record.sn === undefined || record.fw === undefined) return null;
    const number = textOf(record, 'm');
    const isBlocked = SONICWALL_DROPPED.has(number);
    if (!isBlocked && number !== SONICWALL_OPENED) return null;
    const [from, to] = [placeOf(textOf(record, 'src')), placeOf(textOf(record, 'dst'))];
    return (
      from && {
        ...{ from: from.address, fromPort: from.port, to: to?.address, toPort: to?.port },
        protocol: textOf(record, 'proto').split('/')[0] || undefined,
        isBlocked: isBlocked || record.fw_action === 'drop',
      }
    );
  },
};

const SOPHOS: PacketLog = {
  logsource: logsourceOf('sophos'),
  names: ['log_type', 'log_subtype', 'src_ip', 'dst_ip', 'src_port', 'dst_port', 'protocol'],
  read: (record) => {
    const what = textOf(record, 'log_subtype');
    if (record.log_type !== 'Firewall' || record.log_id === undefined) return null;
    // A connection that was let through is told at its beginning, and again when it ends.
    if (what !== 'Denied' && (what !== 'Allowed' || record.connevent !== 'Start')) return null;
    return {
      ...{ from: textOf(record, 'src_ip'), to: textOf(record, 'dst_ip') || undefined },
      ...{ fromPort: portOf(textOf(record, 'src_port')), toPort: portOf(textOf(record, 'dst_port')) },
      protocol: textOf(record, 'protocol').toLowerCase() || undefined,
      isBlocked: what === 'Denied',
    };
  },
};

const ZYXEL_DID =
  /^(?:from|priority:\d{1,5}, from) .{1,128}, (TCP|UDP|ICMP)[^,]{0,32}, service [^,]{1,64}, (ACCEPT|FORWARD|DROP|REJECT|BLOCK)$/s;

const ZYXEL: PacketLog = {
  logsource: logsourceOf('zyxel'),
  names: ['devID', 'cat', 'msg', 'src', 'dst'],
  read: (record) => {
    if (record.devID === undefined || record.cat === undefined) return null;
    const [, protocol, did] = ZYXEL_DID.exec(textOf(record, 'msg')) ?? [];
    const [from, to] = [placeOf(textOf(record, 'src')), placeOf(textOf(record, 'dst'))];
    if (did === undefined || from === null) return null;
    return {
      ...{ from: from.address, fromPort: from.port, to: to?.address, toPort: to?.port },
      ...{ protocol: protocol?.toLowerCase(), isBlocked: did !== 'ACCEPT' && did !== 'FORWARD' },
    };
  },
};

/** What its rules and its intrusion prevention did; connections when they end. */
const STORMSHIELD_LOGS: ReadonlySet<string> = new Set(['filter', 'alarm', 'connection']);

const STORMSHIELD: PacketLog = {
  logsource: logsourceOf('stormshield'),
  names: ['logtype', 'src', 'dst', 'srcport', 'dstport', 'ipproto', 'action'],
  read: (record) => {
    const log = textOf(record, 'logtype');
    if (!isOfStormshield(record) || !STORMSHIELD_LOGS.has(log) || textOf(record, 'dst') === '') return null;
    const isBlocked = record.action === 'block';
    if (!isBlocked && (record.action !== 'pass' || log === 'alarm')) return null;
    return {
      ...{ from: textOf(record, 'src'), to: textOf(record, 'dst') },
      ...{ fromPort: portOf(textOf(record, 'srcport')), toPort: portOf(textOf(record, 'dstport')) },
      protocol: textOf(record, 'ipproto').toLowerCase() || undefined,
      isBlocked,
    };
  },
};

const PACKET_LOGS: readonly PacketLog[] = [SONICWALL, SOPHOS, ZYXEL, STORMSHIELD];

/** A packet that an appliance tells of; null for any other record. */
export function packetEvent(
  event: LogEvent,
  record: FlatRecord,
  addresses: AddressReader,
  isCertain: (names: readonly string[]) => boolean,
): LogEvent | null {
  for (const { logsource, names, read } of PACKET_LOGS) {
    const packet = read(record);
    if (packet === null) continue;
    const { ip } = addresses.read(isCertain(names) ? packet.from : null);
    const { to: dst_ip, fromPort: src_port, toPort: dst_port, protocol, isBlocked } = packet;
    const told = { form: 'firewall', src_ip: ip ?? undefined, dst_ip, src_port, dst_port, protocol };
    const fields = { ...record, ...told, action: isBlocked ? 'blocked' : 'allowed' };
    return { ...event, logsource, category: 'network', user: null, srcIp: ip, fields };
  }
  return null;
}
