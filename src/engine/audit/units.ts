import type { ServiceEntry } from '../../model/audit/finding.ts';
import type { PortPlace } from './policy-port.ts';
import { portNumber } from './port-number.ts';

/** A port that a systemd socket unit opens. */
type UnitPort = {
  readonly line: number;
  readonly raw: string;
  readonly transport: 'tcp' | 'udp';
  readonly bind: string;
  readonly port: number;
};

/** What `ListenStream=` and `ListenDatagram=` of a socket unit open (systemd.socket(5)); Unix sockets are no ports. */
function socketUnitPorts(text: string): UnitPort[] {
  return text.split('\n').flatMap((raw, index) => {
    const [, kind, value = ''] = /^\s*Listen(Stream|Datagram)\s*=\s*(\S+)\s*$/.exec(raw) ?? [];
    if (kind === undefined) return [];
    const [, bracketed, host, number] = /^(?:\[([^\]]*)\]:|([^:/@]*):)?(\d{1,5})$/.exec(value) ?? [];
    const port = portNumber(number ?? '');
    if (port === null) return [];
    const transport = kind === 'Stream' ? 'tcp' : 'udp';
    return [{ line: index + 1, raw: raw.trim(), transport, bind: bracketed ?? host ?? '*', port } as const];
  });
}

/** The ports of a unit as services of its name: `telnet.socket` is telnet. `isEnabled`: systemd opens them at boot. */
export function unitServices(
  unit: string,
  text: string,
  isEnabled: boolean,
  nameOf: (base: string, place: PortPlace) => string,
): ServiceEntry[] {
  const base = unit.replace(/@?\.socket$/, '').toLowerCase();
  return socketUnitPorts(text).map((listen) => ({
    ...listen,
    service: nameOf(base, listen),
    status: isEnabled ? 'enabled' : 'disabled',
    access: null,
    holder: { program: 'systemd', pid: null, unit, container: null },
  }));
}
