import type { ServiceEntry } from '../../model/audit/finding.ts';

/** A port of a policy: of both transports, or of one (`514/udp` is syslog, `514/tcp` was rsh). */
export type PolicyPort = number | `${number}/${'tcp' | 'udp'}`;

/** Where a service is; without a transport it may be either. */
export type PortPlace = Pick<ServiceEntry, 'port' | 'transport'>;

/** Whether one of the ports is where the service is. */
export function areAt(ports: readonly PolicyPort[], { port, transport }: PortPlace): boolean {
  return ports.some((one) => {
    if (typeof one === 'number') return one === port;
    return transport === undefined ? numberOf(one) === port : one === `${port}/${transport}`;
  });
}

export function numberOf(port: PolicyPort): number {
  return typeof port === 'number' ? port : Number.parseInt(port, 10);
}
