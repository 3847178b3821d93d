import { i32le, u16be, u16le, u32be } from '../capture/bytes.ts';
import type { Decoded } from './decoded.ts';
import { decodeIp, decodeIpv4, decodeIpv6 } from './ip.ts';
import { decodeWlan, decodeWlanBehind } from './wlan.ts';

/** Address families of IPv6: Linux, NetBSD and OpenBSD, FreeBSD, macOS. */
const IPV6_FAMILIES: ReadonlySet<number> = new Set([10, 24, 28, 30]);
const MOST_TAGS = 8;

/** Takes a packet of the given link type apart, into `out`. Never throws: what it does not know stands in `out.unknown`. */
export function decodeLink(bytes: Uint8Array, at: number, end: number, link: number, out: Decoded): void {
  switch (link) {
    case 1:
      decodeEthernet(bytes, at, end, out);
      return;
    case 113:
      if (end - at < 16) break;
      if (u16be(bytes, at + 4) === 6) out.macStart = at + 6;
      decodeEthertype(bytes, at + 16, end, u16be(bytes, at + 14), out);
      return;
    case 276:
      if (end - at < 20) break;
      if (bytes[at + 11] === 6) out.macStart = at + 12;
      decodeEthertype(bytes, at + 20, end, u16be(bytes, at), out);
      return;
    case 12:
    case 14:
    case 101:
      decodeIp(bytes, at, end, out);
      return;
    case 228:
      decodeIpv4(bytes, at, end, out);
      return;
    case 229:
      decodeIpv6(bytes, at, end, out);
      return;
    case 0:
    case 108:
      decodeFamily(bytes, at, end, out);
      return;
    case 9:
    case 50:
      decodePpp(bytes, at, end, out);
      return;
    case 51:
      decodePpp(bytes, at + 6, end, out);
      return;
    case 166:
      decodePpp(bytes, at + 1, end, out);
      return;
    case 104:
      if (end - at < 4) break;
      decodeEthertype(bytes, at + 4, end, u16be(bytes, at + 2), out);
      return;
    case 105:
      decodeWlan(bytes, at, end, false, out);
      return;
    case 119:
    case 127:
    case 163:
      decodeWlanBehind(bytes, at, end, link, out);
      return;
    case 192:
      decodePpi(bytes, at, end, out);
      return;
    case 7:
      decodeArcnet(bytes, at + 2, end, out);
      return;
    case 129:
      decodeArcnet(bytes, at + 4, end, out);
      return;
    case 11:
    case 100:
      decodeLlc(bytes, at, end, out);
      return;
    case 117:
      // The header's length is padded to a multiple of four.
      if (end - at < 4) break;
      decodeIp(bytes, at + (((bytes[at] as number) + 3) & ~3), end, out);
      return;
    case 109:
      decodeIp(bytes, at + 12, end, out);
      return;
    case 239:
      decodeNflog(bytes, at, end, out);
      return;
    case 258:
      if (end - at < 12) break;
      decodeNested(bytes, at + i32le(bytes, at), end, i32le(bytes, at + 8), out);
      return;
    default:
      out.stopAt('link', link);
      return;
  }
  out.stopAt('malformed', 2);
}

function decodeEthernet(bytes: Uint8Array, at: number, end: number, out: Decoded): void {
  if (end - at < 14) {
    out.stopAt('malformed', 2);
    return;
  }
  out.macStart = at + 6;
  const type = u16be(bytes, at + 12);
  if (type === 0x0800) decodeIpv4(bytes, at + 14, end, out);
  else decodeEthertype(bytes, at + 14, end, type, out);
}

/** Also behind VLAN tags, MPLS labels and PPPoE. */
export function decodeEthertype(
  bytes: Uint8Array,
  from: number,
  end: number,
  first: number,
  out: Decoded,
): void {
  let at = from;
  let type = first;
  for (let tags = 0; tags < MOST_TAGS && isTag(type) && end - at >= 4; tags++) {
    type = u16be(bytes, at + 2);
    at += 4;
  }
  switch (type) {
    case 0x0800:
      decodeIpv4(bytes, at, end, out);
      return;
    case 0x86dd:
      decodeIpv6(bytes, at, end, out);
      return;
    case 0x0806:
      if (end - at >= 28) out.arpStart = at;
      else out.stopAt('malformed', 2);
      return;
    case 0x8847:
    case 0x8848:
      decodeMpls(bytes, at, end, out);
      return;
    case 0x8864:
      decodePpp(bytes, at + 6, end, out);
      return;
    default:
      if (type < 0x0600) decodeLlc(bytes, at, end, out);
      else out.stopAt('ethertype', type);
  }
}

function isTag(type: number): boolean {
  return type === 0x8100 || type === 0x88a8 || type === 0x9100 || type === 0x9200;
}

/** IEEE 802.2, of which only SNAP leads on to IP. */
export function decodeLlc(bytes: Uint8Array, at: number, end: number, out: Decoded): void {
  if (end - at < 3) {
    out.stopAt('malformed', 2);
    return;
  }
  const destination = bytes[at] as number;
  const isSnap = destination === 0xaa && bytes[at + 1] === 0xaa && end - at >= 8;
  if (!isSnap) {
    // IP over plain LLC (RFC 948).
    if (destination === 6) decodeIpv4(bytes, at + 3, end, out);
    else out.stopAt('llc', destination);
    return;
  }
  const type = u16be(bytes, at + 6);
  if (type >= 0x0600) decodeEthertype(bytes, at + 8, end, type, out);
  else out.stopAt('llc', destination);
}

function decodeMpls(bytes: Uint8Array, from: number, end: number, out: Decoded): void {
  let at = from;
  for (let labels = 0; labels < 16 && end - at >= 4; labels++) {
    const isLast = ((bytes[at + 2] as number) & 1) === 1;
    at += 4;
    if (!isLast) continue;
    const version = at < end ? (bytes[at] as number) >> 4 : 0;
    if (version === 4 || version === 6) decodeIp(bytes, at, end, out);
    else out.stopAt('ethertype', 0x8847);
    return;
  }
  out.stopAt('malformed', 2);
}

function decodeFamily(bytes: Uint8Array, at: number, end: number, out: Decoded): void {
  if (end - at < 4) {
    out.stopAt('malformed', 2);
    return;
  }
  // In the byte order of the machine that captured, which nobody wrote down; families are small numbers.
  const big = u32be(bytes, at);
  const family = big > 0xffff ? i32le(bytes, at) : big;
  if (family === 2) decodeIpv4(bytes, at + 4, end, out);
  else if (IPV6_FAMILIES.has(family)) decodeIpv6(bytes, at + 4, end, out);
  else out.stopAt('malformed', 0);
}

/** With or without address and control, with a protocol of one or two bytes; Cisco's HDLC where it looks like that. */
function decodePpp(bytes: Uint8Array, from: number, end: number, out: Decoded): void {
  let at = from;
  if (end - at < 2) {
    out.stopAt('malformed', 2);
    return;
  }
  const first = bytes[at] as number;
  if ((first === 0x0f || first === 0x8f) && bytes[at + 1] === 0 && end - at >= 4) {
    decodeEthertype(bytes, at + 4, end, u16be(bytes, at + 2), out);
    return;
  }
  if (first === 0xff && bytes[at + 1] === 3) at += 2;
  if (end - at < 2) {
    out.stopAt('malformed', 2);
    return;
  }
  const isShort = ((bytes[at] as number) & 1) === 1;
  const protocol = isShort ? (bytes[at] as number) : u16be(bytes, at);
  at += isShort ? 1 : 2;
  if (protocol === 0x21) decodeIpv4(bytes, at, end, out);
  else if (protocol === 0x57) decodeIpv6(bytes, at, end, out);
  else if (protocol === 0x281) decodeMpls(bytes, at, end, out);
  else out.stopAt('ppp', protocol);
}

function decodePpi(bytes: Uint8Array, at: number, end: number, out: Decoded): void {
  if (end - at < 8) {
    out.stopAt('malformed', 2);
    return;
  }
  decodeNested(bytes, at + u16le(bytes, at + 2), end, i32le(bytes, at + 4), out);
}

/** A header in front of a packet of another link type, once. */
function decodeNested(bytes: Uint8Array, at: number, end: number, link: number, out: Decoded): void {
  if (at < 0 || at >= end || link === 192 || link === 258) out.stopAt('malformed', 2);
  else decodeLink(bytes, at, end, link, out);
}

/** From the protocol byte on: RFC 1051 has the packet behind it, RFC 1201 a header for its fragments. */
function decodeArcnet(bytes: Uint8Array, at: number, end: number, out: Decoded): void {
  if (end - at < 5) {
    out.stopAt('malformed', 2);
    return;
  }
  const type = bytes[at] as number;
  if (type === 240) decodeIpv4(bytes, at + 1, end, out);
  else if (type === 212) decodeIpv4(bytes, bytes[at + 1] === 0xff ? at + 8 : at + 4, end, out);
  else out.stopAt('link', 129);
}

/** Attributes of netfilter's log, of which one is the packet. */
function decodeNflog(bytes: Uint8Array, from: number, end: number, out: Decoded): void {
  for (let at = from + 4; end - at >= 4; ) {
    const length = u16le(bytes, at);
    if (length < 4) break;
    if ((u16le(bytes, at + 2) & 0x7fff) === 9) {
      decodeIp(bytes, at + 4, Math.min(end, at + length), out);
      return;
    }
    at += (length + 3) & ~3;
  }
  out.stopAt('malformed', 2);
}
