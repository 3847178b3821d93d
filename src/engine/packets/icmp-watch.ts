import { FLOOD_ICMP, FLOOD_UDP, type Floods } from './analysis/floods.ts';
import { PROBE_SYN, type Scans } from './analysis/scans.ts';
import { i32be, u16be } from './capture/bytes.ts';
import type { RawPacket } from './capture/raw-packet.ts';
import { impossibleSource, isToMany } from './decode/addressing.ts';
import { type Decoded, ICMPV6, TCP } from './decode/decoded.ts';
import type { IcmpTunnels } from './icmp-tunnels.ts';
import { NEIGHBOUR_ADVERTISEMENT, ROUTER_ADVERTISEMENT } from './lan/ndp.ts';
import type { LanWatch } from './lan/watch.ts';
import type { Addresses, Handle } from './table/addresses.ts';

const ECHO = 8;
const ECHO_V6 = 128;
const ECHO_REPLY = 0;
const ECHO_REPLY_V6 = 129;
const UNREACHABLE = 3;
const UNREACHABLE_V6 = 1;
/** No way to that network, in both versions. A host that is not there has another code. */
const NO_ROUTE = 0;
const IPV6_HEADER = 40;

/** Where what ICMP says is counted. */
type IcmpParts = {
  readonly addresses: Addresses;
  readonly scans: Scans;
  readonly floods: Floods;
  readonly lan: LanWatch;
  readonly pings: IcmpTunnels;
};

/** Looks at ICMP of both versions: pings, and what could not be delivered. */
export class IcmpWatch {
  constructor(private readonly parts: IcmpParts) {}

  /** `tunnel`: number of the tunnel that the packet was inside of, 0 for none. */
  packet(
    raw: RawPacket,
    decoded: Decoded,
    sender: Handle,
    receiver: Handle,
    tunnel: number,
    tick: number,
  ): void {
    const { floods, pings } = this.parts;
    const { icmpType } = decoded;
    const isV6 = decoded.protocol === ICMPV6;
    if (isV6 && icmpType >= ROUTER_ADVERTISEMENT && icmpType <= NEIGHBOUR_ADVERTISEMENT) {
      this.parts.lan.ndp(raw, decoded, isToMany(decoded), tick);
      return;
    }
    if (isToMany(decoded)) return;
    if (icmpType === (isV6 ? ECHO_V6 : ECHO)) {
      const impossible = impossibleSource(decoded);
      floods.add(receiver, sender, -1, FLOOD_ICMP, impossible, 0, tick, raw.time, raw.number);
      pings.asked(raw, decoded, sender, receiver);
    } else if (icmpType === (isV6 ? ECHO_REPLY_V6 : ECHO_REPLY)) {
      floods.complete(sender, FLOOD_ICMP, tick);
      pings.answered(raw, decoded, sender, receiver, tick);
    } else if (icmpType === (isV6 ? UNREACHABLE_V6 : UNREACHABLE)) {
      floods.refuse(sender, FLOOD_UDP, tick);
      if (decoded.icmpCode === NO_ROUTE) this.excuse(raw.bytes, decoded, receiver, tunnel, tick);
    }
  }

  /** Who is told that there is no way gives up at once, whoever it is. */
  private excuse(bytes: Uint8Array, decoded: Decoded, asker: Handle, tunnel: number, tick: number): void {
    const { payloadStart: at, payloadEnd: end } = decoded;
    const { addresses, scans } = this.parts;
    const isV6 = decoded.protocol === ICMPV6;
    const header = isV6 ? IPV6_HEADER : ((bytes[at] as number) & 15) * 4;
    if (at + header + 4 > end || bytes[at + (isV6 ? 6 : 9)] !== TCP) return;
    const words = isV6 ? [24, 28, 32, 36] : [16];
    const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = words.map((offset) => i32be(bytes, at + offset));
    const tag = 2 * tunnel + (isV6 ? 1 : 0);
    const target = isV6
      ? addresses.tagged(w0, w1, w2, w3, tag)
      : tunnel === 0
        ? addresses.plain(w0)
        : addresses.tagged(0, 0, 0, w0, tag);
    scans.excuse(asker, target, u16be(bytes, at + header + 2), PROBE_SYN, tick);
  }
}
