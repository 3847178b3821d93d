import type { ProbedPort } from '../../model/audit/probing.ts';
import { type Fields, type LogEvent, retainText } from '../../model/log-event.ts';
import type { EpochMs } from '../../model/time.ts';

type Counted = { packets: number; readonly sources: Set<string>; last: EpochMs };
export type SavedProbedPorts = readonly (readonly [
  number,
  { packets: number; sources: string[]; last: EpochMs },
])[];

/** A scan tries every port: of more than these the others are not kept. */
const MOST_PORTS = 4096;
const MOST_SOURCES = 20;

/** Packets that a firewall has logged, by the port that they were for. */
export class ProbedPorts {
  /** Packets for ports that are not kept. */
  uncounted = 0;
  private readonly ports = new Map<number, Counted>();

  add({ logsource, fields, srcIp, time }: LogEvent): void {
    if (logsource.category !== 'firewall' || srcIp === null) return;
    const { dst_port: port, action } = fields;
    if (typeof port !== 'number' || action === 'allowed' || !isForUs(fields) || !asks(fields)) return;
    const known = this.ports.get(port);
    if (known === undefined && this.ports.size >= MOST_PORTS) {
      this.uncounted++;
      return;
    }
    const counted = known ?? { packets: 0, sources: new Set<string>(), last: time };
    if (known === undefined) this.ports.set(port, counted);
    counted.packets++;
    counted.last = Math.max(counted.last, time);
    if (counted.sources.size < MOST_SOURCES) counted.sources.add(retainText(srcIp));
  }

  find(port: number): ProbedPort | null {
    const counted = this.ports.get(port);
    return counted === undefined ? null : { ...counted, sources: [...counted.sources] };
  }

  save(): SavedProbedPorts {
    return [...this.ports].map(([port, { packets, sources, last }]) => [
      port,
      { packets, sources: [...sources], last },
    ]);
  }

  restore(saved: SavedProbedPorts): void {
    for (const [port, { packets, sources, last }] of saved) {
      this.ports.set(port, { packets, sources: new Set(sources), last });
    }
  }
}

/** To this machine, or to a container on it; what it only passes on is for others. */
function isForUs({ in_interface: inside, out_interface: outside }: Fields): boolean {
  return inside !== undefined && (outside === undefined || /^(?:docker|br-)/.test(String(outside)));
}

/** Whether a packet asks for something. In TCP only what begins a connection does: late answers are no probes. */
function asks({ protocol, tcp_flags: flags }: Fields): boolean {
  if (protocol !== 'tcp') return protocol === 'udp';
  const set = String(flags ?? '').split(' ');
  return set.includes('SYN') && !set.includes('ACK');
}
