import { i32be, u16be } from '../capture/bytes.ts';
import { type Decoded, INNER_ETHERNET, INNER_IP, INNER_MPLS, INNER_PPP } from './decoded.ts';

const VXLAN = 4789;
/** Linux used it before IANA had given a number. */
const VXLAN_OLD = 8472;
const VXLAN_GPE = 4790;
const GENEVE = 6081;
/** Other flags are to be passed over (RFC 7348), but the one with which the generic extension names what follows. */
const VXLAN_HAS_ID = 8;
const VXLAN_SAYS_NEXT = 4;
const NEXT_ETHERNET = 3;
const MPLS = 6635;
const GTP_U = 2152;
const GTP_PACKET = 255;
const TEREDO = 3544;
const L2TP = 1701;

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const BRIDGED = 0x6558;
/** Real packets have one or two; more is an attempt to keep us busy. */
const MOST_EXTENSIONS = 8;

/** By their ports and their own headers. */
export function decodeUdpTunnel(bytes: Uint8Array, at: number, end: number, out: Decoded): void {
  if (end - at < 8) return;
  switch (out.targetPort) {
    case VXLAN:
    case VXLAN_OLD:
    case VXLAN_GPE:
      decodeVxlan(bytes, at, end, out);
      return;
    case GENEVE:
      decodeGeneve(bytes, at, end, out);
      return;
    case GTP_U:
      decodeGtp(bytes, at, end, out);
      return;
    case L2TP:
      decodeL2tp(bytes, at, end, out);
      return;
    case MPLS:
      out.enter('mpls', 0, INNER_MPLS, at, end);
      return;
  }
  if (out.targetPort === TEREDO || out.sourcePort === TEREDO) decodeTeredo(bytes, at, end, out);
  else if (out.sourcePort === L2TP) decodeL2tp(bytes, at, end, out);
}

/** RFC 7348, and the draft of its generic extension. */
function decodeVxlan(bytes: Uint8Array, at: number, end: number, out: Decoded): void {
  const flags = bytes[at] as number;
  if ((flags & VXLAN_HAS_ID) === 0) return;
  const next = (flags & VXLAN_SAYS_NEXT) === 0 ? NEXT_ETHERNET : (bytes[at + 3] as number);
  const link = next === NEXT_ETHERNET ? INNER_ETHERNET : next === 1 || next === 2 ? INNER_IP : -1;
  if (link !== -1) out.enter('vxlan', i32be(bytes, at + 4) >>> 8, link, at + 8, end);
}

/** RFC 8926. */
function decodeGeneve(bytes: Uint8Array, at: number, end: number, out: Decoded): void {
  if ((bytes[at] as number) >> 6 !== 0) return;
  const options = ((bytes[at] as number) & 63) * 4;
  const type = u16be(bytes, at + 2);
  const link = type === BRIDGED ? INNER_ETHERNET : type === IPV4 || type === IPV6 ? INNER_IP : -1;
  if (link !== -1) out.enter('geneve', i32be(bytes, at + 4) >>> 8, link, at + 8 + options, end);
}

/**
 * GTP-U, the traffic of phones within the mobile network (3GPP TS 29.281). The two directions of one phone have different
 * numbers, so these are left out: by them its connections would fall apart.
 */
function decodeGtp(bytes: Uint8Array, from: number, end: number, out: Decoded): void {
  const flags = bytes[from] as number;
  if ((flags & 0xf0) !== 0x30 || bytes[from + 1] !== GTP_PACKET) return;
  let at = from + 8;
  if ((flags & 7) !== 0) {
    let next = (flags & 4) !== 0 && at + 3 < end ? (bytes[at + 3] as number) : 0;
    at += 4;
    for (let steps = 0; next !== 0 && at < end; steps++) {
      const length = 4 * (bytes[at] as number);
      if (length === 0 || at + length > end || steps === MOST_EXTENSIONS) return;
      next = bytes[at + length - 1] as number;
      at += length;
    }
  }
  const version = at < end ? (bytes[at] as number) >> 4 : 0;
  if (version === 4 || version === 6) out.enter('gtp', 0, INNER_IP, at, end);
}

/** RFC 4380: IPv6, behind what a server may say of the client and of who asks. */
function decodeTeredo(bytes: Uint8Array, from: number, end: number, out: Decoded): void {
  let at = from;
  if (end - at >= 4 && u16be(bytes, at) === 1)
    at += 13 + (bytes[at + 2] as number) + (bytes[at + 3] as number);
  if (end - at >= 8 && u16be(bytes, at) === 0) at += 8;
  if (end - at >= 40 && (bytes[at] as number) >> 4 === 6) out.enter('teredo', 0, INNER_IP, at, end);
}

/** Version 2 (RFC 2661), of which data is PPP. */
function decodeL2tp(bytes: Uint8Array, from: number, end: number, out: Decoded): void {
  const flags = u16be(bytes, from);
  if ((flags & 0x8000) !== 0 || (flags & 15) !== 2) return;
  let at = from + 6;
  if ((flags & 0x4000) !== 0) at += 2;
  if ((flags & 0x0800) !== 0) at += 4;
  if ((flags & 0x0200) !== 0) {
    if (end - at < 2) return;
    at += 2 + u16be(bytes, at);
  }
  out.enter('l2tp', 0, INNER_PPP, at, end);
}
