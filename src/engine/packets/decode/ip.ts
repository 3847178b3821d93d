import { i32be, u16be } from '../capture/bytes.ts';
import type { Decoded } from './decoded.ts';
import { INNER_ETHERNET, INNER_IP, INNER_MPLS, TCP, UDP } from './decoded.ts';
import { decodeGre } from './tunnels.ts';
import { decodeUdpTunnel } from './udp-tunnels.ts';

const FRAGMENT = 44;
const AUTHENTICATION = 51;
/** Hop-by-hop, routing, destination options, mobility, HIP, shim6. */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60, 135, 139, 140]);
/** Real packets have a handful; more is an attempt to keep us busy. */
const MOST_EXTENSIONS = 16;

const IP_IN_IP = 4;
const IPV6_IN_IP = 41;
const GRE = 47;
const ETHERIP = 97;
const MPLS_IN_IP = 137;

/** Either version, by its first four bits. */
export function decodeIp(bytes: Uint8Array, at: number, end: number, out: Decoded): void {
  const version = at < end ? (bytes[at] as number) >> 4 : 0;
  if (version === 4) decodeIpv4(bytes, at, end, out);
  else if (version === 6) decodeIpv6(bytes, at, end, out);
  else out.stopAt('malformed', 0);
}

export function decodeIpv4(bytes: Uint8Array, at: number, end: number, out: Decoded): void {
  const header = ((bytes[at] as number) & 15) * 4;
  if (end - at < 20 || header < 20 || (bytes[at] as number) >> 4 !== 4) {
    out.stopAt('malformed', 4);
    return;
  }
  const total = u16be(bytes, at + 2);
  const fragment = u16be(bytes, at + 6);
  out.family = 4;
  out.ttl = bytes[at + 8] as number;
  out.s0 = 0;
  out.s1 = 0;
  out.s2 = 0;
  out.d0 = 0;
  out.d1 = 0;
  out.d2 = 0;
  out.s3 = i32be(bytes, at + 12);
  out.d3 = i32be(bytes, at + 16);
  out.isFragment = (fragment & 0x3fff) !== 0;
  out.isLaterFragment = (fragment & 0x1fff) !== 0;
  if (out.isFragment) {
    out.fragmentId = u16be(bytes, at + 4);
    out.fragmentOffset = (fragment & 0x1fff) * 8;
  }
  // Segments that the network card cuts up are captured before: their length is not known yet, and written as 0.
  const wireEnd = total < header ? end : at + total;
  decodeUpper(bytes, at + header, end < wireEnd ? end : wireEnd, wireEnd, bytes[at + 9] as number, out);
}

export function decodeIpv6(bytes: Uint8Array, at: number, end: number, out: Decoded): void {
  if (end - at < 40 || (bytes[at] as number) >> 4 !== 6) {
    out.stopAt('malformed', 6);
    return;
  }
  out.family = 6;
  out.ttl = bytes[at + 7] as number;
  out.s0 = i32be(bytes, at + 8);
  out.s1 = i32be(bytes, at + 12);
  out.s2 = i32be(bytes, at + 16);
  out.s3 = i32be(bytes, at + 20);
  out.d0 = i32be(bytes, at + 24);
  out.d1 = i32be(bytes, at + 28);
  out.d2 = i32be(bytes, at + 32);
  out.d3 = i32be(bytes, at + 36);
  const length = u16be(bytes, at + 4);
  const wireEnd = length === 0 ? end : at + 40 + length;
  decodeUpper(bytes, at + 40, end < wireEnd ? end : wireEnd, wireEnd, bytes[at + 6] as number, out);
}

/** What IP carries. `end`: captured; `wireEnd`: as the packet says. */
function decodeUpper(
  bytes: Uint8Array,
  from: number,
  end: number,
  wireEnd: number,
  first: number,
  out: Decoded,
): void {
  let at = from;
  let protocol = first;
  if (protocol !== TCP && protocol !== UDP) {
    for (let steps = 0; steps < MOST_EXTENSIONS && at + 8 <= end && !out.isLaterFragment; steps++) {
      if (out.family === 6 && EXTENSIONS.has(protocol)) {
        protocol = bytes[at] as number;
        at += ((bytes[at + 1] as number) + 1) * 8;
      } else if (out.family === 6 && protocol === FRAGMENT) {
        out.isFragment = true;
        out.fragmentOffset = u16be(bytes, at + 2) & 0xfff8;
        out.fragmentId = i32be(bytes, at + 4);
        out.isLaterFragment = out.fragmentOffset !== 0;
        protocol = bytes[at] as number;
        at += 8;
      } else if (protocol === AUTHENTICATION) {
        protocol = bytes[at] as number;
        at += ((bytes[at + 1] as number) + 2) * 4;
      } else break;
    }
  }
  out.protocol = protocol;
  out.upperStart = at;
  out.upperEnd = end;
  if (out.isLaterFragment) return;
  switch (protocol) {
    case TCP:
      decodeTcp(bytes, at, end, wireEnd, out);
      break;
    case UDP:
      decodeUdp(bytes, at, end, wireEnd, out);
      break;
    case 1:
    case 58:
      if (end - at < 2) return;
      out.icmpType = bytes[at] as number;
      out.icmpCode = bytes[at + 1] as number;
      out.payloadStart = at < end - 8 ? at + 8 : end;
      out.payloadEnd = end;
      out.payloadLength = Math.max(0, wireEnd - at - 8);
      break;
    case IP_IN_IP:
      out.enter('ipip', 0, INNER_IP, at, end);
      break;
    case IPV6_IN_IP:
      out.enter('6in4', 0, INNER_IP, at, end);
      break;
    case GRE:
      decodeGre(bytes, at, end, out);
      break;
    case ETHERIP:
      out.enter('etherip', 0, INNER_ETHERNET, at + 2, end);
      break;
    case MPLS_IN_IP:
      out.enter('mpls', 0, INNER_MPLS, at, end);
      break;
  }
}

function decodeTcp(bytes: Uint8Array, at: number, end: number, wireEnd: number, out: Decoded): void {
  if (end - at < 4) return;
  out.sourcePort = u16be(bytes, at);
  out.targetPort = u16be(bytes, at + 2);
  if (end - at < 14) return;
  out.tcpStart = at;
  out.flags = (bytes[at + 13] as number) & 63;
  const header = ((bytes[at + 12] as number) >> 4) * 4;
  const start = at + (header < 20 ? 20 : header);
  out.payloadStart = start < end ? start : end;
  out.payloadEnd = end;
  out.payloadLength = start < wireEnd ? wireEnd - start : 0;
}

function decodeUdp(bytes: Uint8Array, at: number, end: number, wireEnd: number, out: Decoded): void {
  if (end - at < 4) return;
  out.sourcePort = u16be(bytes, at);
  out.targetPort = u16be(bytes, at + 2);
  if (end - at < 8) return;
  const length = u16be(bytes, at + 4);
  const stop = length >= 8 && at + length < end ? at + length : end;
  out.payloadStart = at + 8;
  out.payloadEnd = stop;
  out.payloadLength = length >= 8 ? length - 8 : Math.max(0, wireEnd - at - 8);
  decodeUdpTunnel(bytes, at + 8, stop, out);
}
