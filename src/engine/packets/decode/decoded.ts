/** What a layer may be counted as when it is not followed further. */
export const UNKNOWN_KINDS = ['link', 'ethertype', 'llc', 'ppp', 'wlan', 'malformed'] as const;
type UnknownKind = (typeof UNKNOWN_KINDS)[number];

export const TUNNEL_KINDS = [
  ...(['gre', 'vxlan', 'geneve', 'ipip', '6in4', 'erspan'] as const),
  ...(['gtp', 'teredo', 'l2tp', 'etherip', 'mpls', '802.1ah'] as const),
] as const;
type TunnelKind = (typeof TUNNEL_KINDS)[number];

/** Link type under which the inside of a tunnel is a bare IP packet. */
export const INNER_IP = 101;
export const INNER_ETHERNET = 1;
export const INNER_PPP = 9;
export const INNER_MPLS = 219;

const NO_PROTOCOL = -1;
export const TCP = 6;
export const UDP = 17;
export const ICMP = 1;
export const ICMPV6 = 58;

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;
export const URG = 32;

/** A packet taken apart: whole numbers only, written over by each packet. One object for all of them. */
export class Decoded {
  /** 4, 6, or 0 when it holds no IP packet. */
  family = 0;
  /** Addresses as four words, signed; IPv4 stands in the last. */
  s0 = 0;
  s1 = 0;
  s2 = 0;
  s3 = 0;
  d0 = 0;
  d1 = 0;
  d2 = 0;
  d3 = 0;
  /** IP protocol behind all extension headers; -1 without IP. */
  protocol = NO_PROTOCOL;
  ttl = 0;
  /** A fragment but the first: it has no ports. */
  isLaterFragment = false;
  isFragment = false;
  /**
   * For a fragment: the datagram it is of, the byte of that from which it goes on, and where its part of IP's payload stands.
   */
  fragmentId = 0;
  fragmentOffset = 0;
  upperStart = 0;
  upperEnd = 0;
  sourcePort = 0;
  targetPort = 0;
  /** The six flags of TCP that everybody knows; -1 when they were not captured. */
  flags = -1;
  /** Where the TCP header begins. */
  tcpStart = 0;
  icmpType = 0;
  icmpCode = 0;
  /** Place of what TCP, UDP or ICMP carry, as far as captured, and its length on the wire. */
  payloadStart = 0;
  payloadEnd = 0;
  payloadLength = 0;
  /** Place of an ARP packet; 0 for none. */
  arpStart = 0;
  /** Place of the sender's hardware address; -1 where there is none. */
  macStart = -1;
  /** Why the packet was not followed further: an index into `UNKNOWN_KINDS`, or -1; and the value that was not known. */
  unknown = -1;
  unknownValue = 0;
  /** Index into `TUNNEL_KINDS` when it carries another packet, else -1. */
  tunnel = -1;
  /** VNI or GRE key. */
  tunnelId = 0;
  innerStart = 0;
  innerEnd = 0;
  innerLink = 0;

  clear(): void {
    this.family = 0;
    this.protocol = NO_PROTOCOL;
    this.isLaterFragment = false;
    this.isFragment = false;
    this.sourcePort = 0;
    this.targetPort = 0;
    this.flags = -1;
    this.payloadStart = 0;
    this.payloadEnd = 0;
    this.payloadLength = 0;
    this.arpStart = 0;
    this.macStart = -1;
    this.unknown = -1;
    this.tunnel = -1;
  }

  stopAt(kind: UnknownKind, value: number): void {
    this.unknown = UNKNOWN_KINDS.indexOf(kind);
    this.unknownValue = value;
  }

  enter(kind: TunnelKind, id: number, link: number, start: number, end: number): void {
    if (start >= end) return;
    this.tunnel = TUNNEL_KINDS.indexOf(kind);
    this.tunnelId = id;
    this.innerLink = link;
    this.innerStart = start;
    this.innerEnd = end;
  }
}
