import { i32le, u16be, u16le, u32be } from '../capture/bytes.ts';
import { type Decoded, INNER_ETHERNET } from './decoded.ts';
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
      decodeCooked(bytes, at + 16, end, u16be(bytes, at + 2), u16be(bytes, at + 14), out);
      return;
    case 276:
      if (end - at < 20) break;
      if (bytes[at + 11] === 6) out.macStart = at + 12;
      decodeCooked(bytes, at + 20, end, u16be(bytes, at + 8), u16be(bytes, at), out);
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
    case 204:
    case 205:
      decodePpp(bytes, at + 1, end, out);
      return;
    case 219:
      decodeMpls(bytes, at, end, out);
      return;
    case 242:
      if (end - at < 44) break;
      decodeEthertype(bytes, at + 44, end, u16be(bytes, at + 40), out);
      return;
    case 252:
      decodeExported(bytes, at, end, out);
      return;
    case 281:
      // A switch's tag stands where the type is elsewhere.
      if (end - at < 18) break;
      out.macStart = at + 6;
      decodeEthertype(bytes, at + 18, end, u16be(bytes, at + 16), out);
      return;
    case 282:
      decodeEthernet(bytes, at + 4, end, out);
      return;
    case 10:
      decodeLlc(bytes, at + 13, end, out);
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

/** What Linux's hardware types say of the protocol's number (man 7 packet). */
function decodeCooked(
  bytes: Uint8Array,
  at: number,
  end: number,
  hardware: number,
  protocol: number,
  out: Decoded,
): void {
  if (hardware === 803) decodeWlanBehind(bytes, at, end, 127, out);
  else if (hardware === 801) decodeWlan(bytes, at, end, false, out);
  else if (hardware === 824) out.stopAt('link', 253);
  else decodeEthertype(bytes, at, end, protocol, out);
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
      decodePppOnly(bytes, at + 6, end, out);
      return;
    case 0x88e7:
      // Provider backbone bridges (IEEE 802.1ah): the customer's frame behind a number.
      if (end - at < 18) out.stopAt('malformed', 2);
      else out.enter('802.1ah', u32be(bytes, at) & 0xffffff, INNER_ETHERNET, at + 4, end);
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
    if (version === 0 && isEthernet(bytes, at + 4, end)) out.enter('mpls', 0, INNER_ETHERNET, at + 4, end);
    else if (isEthernet(bytes, at, end)) out.enter('mpls', 0, INNER_ETHERNET, at, end);
    else if (version === 4 || version === 6) decodeIp(bytes, at, end, out);
    else out.stopAt('ethertype', 0x8847);
    return;
  }
  out.stopAt('malformed', 2);
}

/** Nothing says what a pseudowire carries: frames are known by the type of what is in them, and IP by its first byte. */
function isEthernet(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < 34) return false;
  const type = u16be(bytes, at + 12);
  if (type === 0x0800) return bytes[at + 14] === 0x45;
  return type === 0x86dd ? (bytes[at + 14] as number) >> 4 === 6 : type === 0x0806 || isTag(type);
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

/** Cisco's HDLC where it looks like that, else PPP. */
function decodePpp(bytes: Uint8Array, at: number, end: number, out: Decoded): void {
  const first = bytes[at];
  if ((first === 0x0f || first === 0x8f) && bytes[at + 1] === 0 && end - at >= 4)
    decodeEthertype(bytes, at + 4, end, u16be(bytes, at + 2), out);
  else decodePppOnly(bytes, at, end, out);
}

/** With or without address and control, with a protocol of one or two bytes. It leads to no Ethernet type: no packet goes in circles. */
function decodePppOnly(bytes: Uint8Array, from: number, end: number, out: Decoded): void {
  const hasAddress = end - from >= 2 && bytes[from] === 0xff && bytes[from + 1] === 3;
  let at = hasAddress ? from + 2 : from;
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

/** What Wireshark exports of other layers: tags, of which one names what follows. */
function decodeExported(bytes: Uint8Array, from: number, end: number, out: Decoded): void {
  let name = '';
  for (let at = from; end - at >= 4; ) {
    const tag = u16be(bytes, at);
    const length = u16be(bytes, at + 2);
    at += 4 + length;
    if (tag === 12 && length <= 16 && at <= end)
      name = String.fromCharCode(...bytes.subarray(at - length, at)).replace(/\0.*$/, '');
    if (tag !== 0) continue;
    if (name === 'ip' || name === 'ipv6') decodeIp(bytes, at, end, out);
    else if (name.startsWith('eth')) decodeEthernet(bytes, at, end, out);
    else out.stopAt('link', 252);
    return;
  }
  out.stopAt('malformed', 2);
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
