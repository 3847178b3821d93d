import type { LogEvent, Logsource } from '../../../model/log-event.ts';
import type { AddressReader } from '../source-address.ts';
import type { W3cLine } from './request.ts';

const FIREWALL: Logsource = Object.freeze({ category: 'firewall', product: 'windows', service: 'firewall' });

/** In the order in which the kernel of Linux writes them. */
const FLAGS = ['URG', 'ACK', 'PSH', 'RST', 'SYN', 'FIN'];

/** A packet that the firewall of Windows logged (pfirewall.log). */
export function packetEvent({ row, time, raw, ref }: W3cLine, addresses: AddressReader): LogEvent {
  const { ip } = addresses.read(row('src-ip') ?? null);
  const action = row('action');
  const letters = row('tcpflags') ?? '';
  const protocol = row('protocol')?.toLowerCase();
  const fields = {
    ...{ form: 'firewall', src_ip: ip ?? undefined, dst_ip: row('dst-ip'), protocol },
    ...{ src_port: port(row('src-port')), dst_port: port(row('dst-port')) },
    tcp_flags: protocol === 'tcp' ? flagsOf(letters) : undefined,
    action: action === 'DROP' ? 'blocked' : action === 'ALLOW' ? 'allowed' : action?.toLowerCase(),
    direction: row('path')?.toLowerCase(),
  };
  return {
    ...{ time, logsource: FIREWALL, category: 'network', outcome: null, count: 1, login: false },
    ...{ srcIp: ip, srcHost: null, user: null, fields, raw, ref },
  };
}

function flagsOf(letters: string): string | undefined {
  const names = FLAGS.filter((name) => letters.includes(name.charAt(0)));
  return names.length === 0 ? undefined : names.join(' ');
}

function port(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}
