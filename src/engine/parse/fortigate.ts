import type { LogEvent, Logsource, Outcome } from '../../model/log-event.ts';
import type { FlatRecord } from './json/json-record.ts';
import type { AddressReader } from './source-address.ts';

const OTHER: Logsource = Object.freeze({ product: 'fortios' });
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
  return record.logid !== undefined && record.devid !== undefined && record.type !== undefined;
}

/** A record of a FortiGate: a packet of its traffic log, a login at it or at its VPN, or any other. */
export function fortigateEvent(
  event: LogEvent,
  record: FlatRecord,
  addresses: AddressReader,
  isCertain: boolean,
): LogEvent {
  const address = isCertain ? (text(record, 'remip') ?? text(record, 'srcip')) : null;
  const { ip } = addresses.read(address);
  const own = { ...event, srcIp: ip, fields: { ...record, src_ip: ip ?? undefined } };
  if (record.type === 'traffic') {
    const fields = { ...own.fields, ...packetOf(record) };
    return { ...own, logsource: FIREWALL, category: 'network', user: null, fields };
  }
  const outcome = loginOf(record);
  if (outcome === null) return { ...own, logsource: OTHER };
  const user = text(record, 'user');
  const fields = { ...own.fields, user: user ?? undefined, outcome };
  return { ...own, logsource: LOGIN, category: 'authentication', outcome, user, login: ip !== null, fields };
}

function packetOf(record: FlatRecord): FlatRecord {
  const isBlocked = /^(?:deny|blocked|dropped|ip-conn)/.test(text(record, 'action') ?? '');
  return {
    ...{ form: 'firewall', dst_ip: record.dstip, protocol: PROTOCOLS.get(text(record, 'proto') ?? '') },
    ...{ src_port: number(record.srcport), dst_port: number(record.dstport) },
    action: isBlocked ? 'blocked' : 'allowed',
  };
}

/** In words of the device's own; the user stands in a field of its own. */
function loginOf(record: FlatRecord): Outcome {
  const action = text(record, 'action') ?? '';
  const what = text(record, 'logdesc') ?? '';
  if (action === 'ssl-login-fail') return 'failure';
  if (record.subtype === 'vpn')
    return action === 'tunnel-up' && record.remip !== undefined ? 'success' : null;
  if (/^Admin login failed/.test(what)) return 'failure';
  return /^Admin login successful/.test(what) ? 'success' : null;
}

function text(record: FlatRecord, name: string): string | null {
  const value = record[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : undefined;
}
