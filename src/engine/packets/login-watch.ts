import { Spread } from './analysis/spread.ts';
import type { RawPacket } from './capture/raw-packet.ts';
import { loginConnectionsFinding, type Naming } from './findings.ts';
import type { PacketFinding } from './records.ts';
import type { Handle } from './table/addresses.ts';
import { endOf, mix } from './table/hash.ts';

/** Services that people log in to and that speak in cipher: of them only the connections can be counted. */
const SERVICES: ReadonlyMap<number, string> = new Map([
  [22, 'ssh'],
  [3389, 'rdp'],
  [5900, 'vnc'],
]);
/** Five minutes. */
const SPAN_TICKS = 5 * 60 * 100;

type LoginWatchParts = {
  readonly naming: Naming;
  readonly find: (finding: PacketFinding, raw: RawPacket) => void;
};

/** Counts by client and server how often somebody began to talk with a service that asks for a password. */
export class LoginWatch {
  private readonly connections = new Spread({ keys: 1024, values: 128, span: SPAN_TICKS, floor: 16 });

  constructor(private readonly parts: LoginWatchParts) {}

  /** Clients that made room for others. */
  get displaced(): number {
    return this.connections.displaced;
  }

  /** A client whose connection was made has sent its first words. */
  talked(raw: RawPacket, client: Handle, server: Handle, from: number, to: number, tick: number): void {
    const service = SERVICES.get(to);
    if (service === undefined) return;
    const sight = this.connections.add(mix(client ^ endOf(server, to)), from, tick);
    if (sight === null) return;
    const ends = { client, server, port: to };
    this.parts.find(loginConnectionsFinding(service, ends, sight.distinct, raw, this.parts.naming), raw);
  }
}
