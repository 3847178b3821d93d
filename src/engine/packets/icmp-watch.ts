import type { Connections } from './analysis/connections.ts';
import { FLOOD_ICMP, FLOOD_ICMP_ANSWER, FLOOD_PROTOCOL, FLOOD_UDP, type Floods } from './analysis/floods.ts';
import { PROBE_SYN, PROBE_UDP, type Scans } from './analysis/scans.ts';
import { i32be, u16be } from './capture/bytes.ts';
import type { RawPacket } from './capture/raw-packet.ts';
import { impossibleSource, isToMany } from './decode/addressing.ts';
import { type Decoded, ICMPV6, TCP, UDP } from './decode/decoded.ts';
import type { IcmpTunnels } from './icmp-tunnels.ts';
import { NEIGHBOUR_ADVERTISEMENT, ROUTER_ADVERTISEMENT } from './lan/ndp.ts';
import type { LanWatch } from './lan/watch.ts';
import type { Addresses, Handle } from './table/addresses.ts';
import { endOf } from './table/hash.ts';

const ECHO = 8;
/** Questions for the time, an address and a mask, which floods are made of as of pings, and their answers. */
const OLD_QUESTIONS: ReadonlySet<number> = new Set([13, 15, 17]);
const OLD_ANSWERS: ReadonlySet<number> = new Set([14, 16, 18]);
const ECHO_V6 = 128;
const ECHO_REPLY = 0;
const ECHO_REPLY_V6 = 129;
const ROUTER_SOLICITATION = 133;
const UNREACHABLE = 3;
const UNREACHABLE_V6 = 1;
/** No way to that network, in both versions. A host that is not there has another code. */
const NO_ROUTE = 0;
const IPV6_HEADER = 40;
/** Not delivered, go slower, go another way, took too long, not understood; of version 6 all below 128. */
const ERRORS: ReadonlySet<number> = new Set([UNREACHABLE, 4, 5, 11, 12]);
const FIRST_NO_ERROR_V6 = 128;

/** The parts that messages of ICMP are handed to. */
type IcmpParts = {
  readonly addresses: Addresses;
  readonly connections: Connections;
  readonly scans: Scans;
  readonly floods: Floods;
  readonly lan: LanWatch;
  readonly pings: IcmpTunnels;
};

/** What an error is about, as far as it quotes it: who got it, and both ports. */
type Quoted = {
  readonly protocol: number;
  readonly target: Handle;
  readonly from: number;
  readonly to: number;
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
    // For all on the link, and yet a flood when one of them keeps asking.
    if (isV6 && icmpType === ROUTER_SOLICITATION) this.other(raw, decoded, sender, receiver, tick);
    if (isV6 && icmpType >= ROUTER_ADVERTISEMENT && icmpType <= NEIGHBOUR_ADVERTISEMENT) {
      this.parts.lan.ndp(raw, decoded, isToMany(decoded), tick);
      return;
    }
    if (isToMany(decoded)) return;
    if (icmpType === (isV6 ? ECHO_V6 : ECHO)) {
      const impossible = impossibleSource(decoded);
      floods.add(receiver, sender, -1, FLOOD_ICMP, impossible, 0, tick, raw.time, raw.number);
      floods.complete(sender, FLOOD_ICMP_ANSWER, tick);
      pings.asked(raw, decoded, sender, receiver);
    } else if (icmpType === (isV6 ? ECHO_REPLY_V6 : ECHO_REPLY)) {
      floods.complete(sender, FLOOD_ICMP, tick);
      this.answer(raw, decoded, sender, receiver, tick);
      pings.answered(raw, decoded, sender, receiver, tick);
    } else if (isV6 ? icmpType < FIRST_NO_ERROR_V6 : ERRORS.has(icmpType)) {
      const quoted = this.quoted(raw.bytes, decoded, tunnel);
      if (quoted === 'cut' || (quoted && !this.wasSent(receiver, quoted, tick)))
        this.answer(raw, decoded, sender, receiver, tick);
      if (icmpType !== (isV6 ? UNREACHABLE_V6 : UNREACHABLE)) return;
      floods.refuse(sender, FLOOD_UDP, tick);
      if (quoted !== null && quoted !== 'cut' && quoted.protocol === UDP)
        this.parts.scans.refuse(receiver, quoted.target, PROBE_UDP, tick);
      // Whoever is told that there is no route gives up at once, whoever it is.
      if (decoded.icmpCode === NO_ROUTE && quoted !== null && quoted !== 'cut' && quoted.protocol === TCP)
        this.parts.scans.excuse(receiver, quoted.target, quoted.to, PROBE_SYN, tick);
    } else if (!isV6 && OLD_QUESTIONS.has(icmpType)) {
      const impossible = impossibleSource(decoded);
      floods.add(receiver, sender, -1, FLOOD_ICMP, impossible, 0, tick, raw.time, raw.number);
    } else if (!isV6 && OLD_ANSWERS.has(icmpType)) floods.complete(sender, FLOOD_ICMP, tick);
    else this.other(raw, decoded, sender, receiver, tick);
  }

  /** Neither a question nor an answer nor an error: redirections, questions for routers and the like. */
  private other(raw: RawPacket, decoded: Decoded, sender: Handle, receiver: Handle, tick: number): void {
    const { protocol } = decoded;
    const impossible = impossibleSource(decoded);
    const { time, number } = raw;
    this.parts.floods.add(receiver, sender, protocol, FLOOD_PROTOCOL, impossible, 0, tick, time, number);
  }

  private answer(raw: RawPacket, decoded: Decoded, sender: Handle, receiver: Handle, tick: number): void {
    const { time, number } = raw;
    const impossible = impossibleSource(decoded);
    this.parts.floods.add(receiver, sender, -1, FLOOD_ICMP_ANSWER, impossible, 0, tick, time, number);
  }

  /** Whether the packet that an error is about was really sent, by the host that gets the error or by the other end. */
  private wasSent(host: Handle, { protocol, target, from, to }: Quoted, tick: number): boolean {
    const { connections } = this.parts;
    const kind = protocol === UDP ? UDP : 0;
    const [here, there] = [endOf(host, from) ^ kind, endOf(target, to) ^ kind];
    return connections.hasAsked(here, there, tick) || connections.hasAsked(there, here, tick);
  }

  /** Null for what has no ports. */
  private quoted(bytes: Uint8Array, decoded: Decoded, tunnel: number): Quoted | 'cut' | null {
    const { payloadStart: at, payloadEnd: end } = decoded;
    const { addresses } = this.parts;
    const isV6 = decoded.protocol === ICMPV6;
    const header = isV6 ? IPV6_HEADER : ((bytes[at] as number) & 15) * 4;
    // What a short capture left out says nothing.
    if (at + header + 4 > end) return decoded.payloadLength < header + 4 ? 'cut' : null;
    const protocol = bytes[at + (isV6 ? 6 : 9)] as number;
    if (protocol !== TCP && protocol !== UDP) return null;
    const words = isV6 ? [24, 28, 32, 36] : [16];
    const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = words.map((offset) => i32be(bytes, at + offset));
    const tag = 2 * tunnel + (isV6 ? 1 : 0);
    const target = isV6
      ? addresses.tagged(w0, w1, w2, w3, tag)
      : tunnel === 0
        ? addresses.plain(w0)
        : addresses.tagged(0, 0, 0, w0, tag);
    return { protocol, target, from: u16be(bytes, at + header), to: u16be(bytes, at + header + 2) };
  }
}
