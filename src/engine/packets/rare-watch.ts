import { FLOOD_PROTOCOL, type Floods } from './analysis/floods.ts';
import { PROBE_PROTOCOL, PROBE_SCTP, type Scans } from './analysis/scans.ts';
import { u16be } from './capture/bytes.ts';
import type { RawPacket } from './capture/raw-packet.ts';
import { impossibleSource, isToMany } from './decode/addressing.ts';
import type { Decoded } from './decode/decoded.ts';
import type { Handle } from './table/addresses.ts';

const SCTP = 132;
const SCTP_HEADER = 12;
/** Kinds of the first chunk of an SCTP packet (RFC 9260). */
const DATA = 0;
const INIT = 1;
const COOKIE_ECHO = 10;
const COOKIE_ACK = 11;

/** Looks at what is neither TCP, UDP nor ICMP: who tries protocols, or ports of SCTP, one after the other, and who is flooded. */
export class RareWatch {
  constructor(
    private readonly scans: Scans,
    private readonly floods: Floods,
  ) {}

  packet(raw: RawPacket, decoded: Decoded, sender: Handle, receiver: Handle, tick: number): void {
    if (isToMany(decoded)) return;
    const { scans, floods } = this;
    const { protocol, upperStart, upperEnd } = decoded;
    const { bytes, time, number } = raw;
    const isSctp = protocol === SCTP;
    const chunk = isSctp && upperEnd - upperStart > SCTP_HEADER ? bytes[upperStart + SCTP_HEADER] : -1;
    // What a tunnel carries is looked at by itself. Of SCTP only what asks for a connection counts, as of TCP.
    if (decoded.tunnel === -1 && (!isSctp || chunk === INIT)) {
      const impossible = impossibleSource(decoded);
      const port = isSctp ? u16be(bytes, upperStart + 2) : 0;
      floods.add(receiver, sender, protocol | (port << 8), FLOOD_PROTOCOL, impossible, 0, tick, time, number);
    }
    if (!isSctp || chunk === COOKIE_ACK) floods.complete(sender, FLOOD_PROTOCOL, tick);
    scans.probe(sender, receiver, protocol, PROBE_PROTOCOL, false, true, tick, time, number);
    if (chunk === -1) return;
    const port = u16be(bytes, upperStart + 2);
    if (chunk === INIT || chunk === COOKIE_ECHO) {
      scans.probe(sender, receiver, port, PROBE_SCTP, true, true, tick, time, number);
    } else if (chunk === DATA) scans.absolve(sender, receiver, port, PROBE_SCTP, tick);
  }
}
