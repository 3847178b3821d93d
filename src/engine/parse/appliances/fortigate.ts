import type { LogEvent, Logsource, Outcome } from '../../../model/log-event.ts';
import type { FlatRecord } from '../json/json-record.ts';
import type { AddressReader } from '../source-address.ts';

const OTHER: Logsource = Object.freeze({ product: 'fortios' });
const EVENT: Logsource = Object.freeze({ product: 'fortios', service: 'event' });
const FIREWALL: Logsource = Object.freeze({ category: 'firewall', product: 'fortios' });
const LOGIN: Logsource = Object.freeze({
  category: 'authentication',
  product: 'fortios',
  service: 'fortigate',
});

const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
]);

export function isOfFortigate(record: FlatRecord): boolean {
  const { logid, devid, vd, type } = record;
  // What its pages let one download names no device.
  return logid !== undefined && (devid !== undefined || vd !== undefined) && type !== undefined;
}

/** A record of a FortiGate: a packet of its traffic log, a login at it or at its VPN, or any other. */
export function fortigateEvent(
  event: LogEvent,
  record: FlatRecord,
  addresses: AddressReader,
  isCertain: boolean,
): LogEvent {
  const address = isCertain
    ? (text(record, 'remip') ?? text(record, 'srcip') ?? text(record, 'userip') ?? administratorOf(record))
    : null;
  const { ip } = addresses.read(address);
  const own = { ...event, srcIp: ip, fields: { ...record, src_ip: ip ?? undefined } };
  if (record.type === 'traffic') {
    const fields = { ...own.fields, ...packetOf(record) };
    return { ...own, logsource: FIREWALL, category: 'network', user: null, fields };
  }
  const outcome = loginOf(record);
  if (outcome === null) return { ...own, logsource: record.type === 'event' ? EVENT : OTHER };
  const user = text(record, 'user');
  const fields = { ...own.fields, user: user ?? undefined, outcome };
  return { ...own, logsource: LOGIN, category: 'authentication', outcome, user, login: ip !== null, fields };
}

/** `https(192.0.2.7)`: by what an administrator came, and from where; before FortiOS 6 nothing else tells it. */
const ADMINISTRATOR = /^(?:https?|ssh|telnet|GUI)\(([\da-fA-F.:]{2,45})\)$/;

function administratorOf(record: FlatRecord): string | null {
  return record.type === 'event' ? (ADMINISTRATOR.exec(text(record, 'ui') ?? '')?.[1] ?? null) : null;
}

function packetOf(record: FlatRecord): FlatRecord {
  const isBlocked = /^(?:deny|blocked|dropped|ip-conn)/.test(text(record, 'action') ?? '');
  return {
    ...{ form: 'firewall', dst_ip: record.dstip, protocol: PROTOCOLS.get(text(record, 'proto') ?? '') },
    ...{ src_port: number(record.srcport), dst_port: number(record.dstport) },
    action: isBlocked ? 'blocked' : 'allowed',
  };
}

/**
 * What the device calls a login at itself, and at what it protects; the user stands in a field of its own. A FortiAuthenticator,
 * whose clients are at `userip`, writes such words large.
 */
const TRIED: ReadonlySet<string> = new Set(['login', 'authentication']);
const OUTCOMES: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ['success', 'success'],
  ['failed', 'failure'],
  ['failure', 'failure'],
]);

function loginOf(record: FlatRecord): Outcome {
  const action = text(record, 'action')?.toLowerCase() ?? '';
  if (action === 'ssl-login-fail') return 'failure';
  if (record.subtype === 'vpn')
    return action === 'tunnel-up' && record.remip !== undefined ? 'success' : null;
  return record.type === 'event' && TRIED.has(action)
    ? (OUTCOMES.get(text(record, 'status')?.toLowerCase() ?? '') ?? null)
    : null;
}

function text(record: FlatRecord, name: string): string | null {
  const value = record[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : undefined;
}
