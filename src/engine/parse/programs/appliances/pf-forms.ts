import { type ProgramForm, type ProgramMessage, toldBy } from '../program-message.ts';

const FLAGS: Readonly<Record<string, string>> = {
  ...{ U: 'URG', A: 'ACK', P: 'PSH', R: 'RST', S: 'SYN', F: 'FIN' },
};

/**
 * pfSense's and OPNsense's filterlog: `RULE,SUB,ANCHOR,TRACKER,INTERFACE,REASON,ACTION,DIRECTION,4,` then of IPv4 eleven values,
 * of IPv6 eight, the last two of them source and target, then of TCP and UDP the ports, a length, and the flags.
 */
function readFilterlog(text: string): ProgramMessage | null {
  const values = text.split(',', 40);
  const [, , , , inside, , action, direction, version] = values;
  if (action === undefined || !/^(?:block|pass|reject|match)$/.test(action)) return null;
  const protocolAt = version === '4' ? 16 : version === '6' ? 12 : -1;
  const sourceAt = version === '4' ? 18 : 15;
  const protocol = values[protocolAt]?.toLowerCase();
  const source = values[sourceAt];
  if (protocol === undefined || source === undefined || !/^[\da-fA-F.:]{2,45}$/.test(source)) return null;
  const hasPorts = protocol === 'tcp' || protocol === 'udp';
  return toldBy('firewall', {
    address: source,
    fields: {
      ...{ dst_ip: values[sourceAt + 1], protocol, in_interface: inside, direction },
      src_port: hasPorts ? port(values[sourceAt + 2]) : undefined,
      dst_port: hasPorts ? port(values[sourceAt + 3]) : undefined,
      tcp_flags: protocol === 'tcp' ? flagsOf(values[sourceAt + 5] ?? '') : undefined,
      action: action === 'block' || action === 'reject' ? 'blocked' : 'allowed',
    },
  });
}

function port(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

function flagsOf(letters: string): string {
  return Object.keys(FLAGS)
    .filter((letter) => letters.includes(letter))
    .map((letter) => FLAGS[letter])
    .join(' ');
}

export const PF_FORMS: readonly ProgramForm[] = [{ name: 'firewall', read: readFilterlog }];
