import { i32be, u16be } from '../capture/bytes.ts';
import { type Decoded, INNER_ETHERNET, INNER_IP, INNER_PPP } from './decoded.ts';

const VXLAN = 4789;
/** Linux used it before IANA had given a number. */
const VXLAN_OLD = 8472;
const GENEVE = 6081;
/** Other flags are to be passed over (RFC 7348), but the one with which the generic extension names what follows. */
const VXLAN_HAS_ID = 8;
const VXLAN_SAYS_NEXT = 4;
const NEXT_ETHERNET = 3;

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const BRIDGED = 0x6558;
const ERSPAN = 0x88be;
const ERSPAN_III = 0x22eb;
const PPP = 0x880b;

/** RFC 2784, 2890, and PPTP's version 1 (RFC 2637). */
export function decodeGre(bytes: Uint8Array, from: number, end: number, out: Decoded): void {
  if (end - from < 4) return;
  const flags = u16be(bytes, from);
  const type = u16be(bytes, from + 2);
  // Routing is long gone (RFC 2784 forbids it), and its length cannot be known without following it.
  if ((flags & 0x4000) !== 0) return;
  let at = from + 4;
  if ((flags & 0x8000) !== 0) at += 4;
  let key = 0;
  if ((flags & 0x2000) !== 0) {
    if (end - at < 4) return;
    key = i32be(bytes, at) >>> 0;
    at += 4;
  }
  const hasSequence = (flags & 0x1000) !== 0;
  if (hasSequence) at += 4;
  if ((flags & 7) === 1) {
    if ((flags & 0x0080) !== 0) at += 4;
    if (type === PPP) out.enter('gre', key & 0xffff, INNER_PPP, at, end);
    return;
  }
  switch (type) {
    case IPV4:
    case IPV6:
      out.enter('gre', key, INNER_IP, at, end);
      break;
    case BRIDGED:
      out.enter('gre', key, INNER_ETHERNET, at, end);
      break;
    case ERSPAN:
      // Type I has no header of its own, and no sequence number either.
      out.enter('erspan', key, INNER_ETHERNET, hasSequence ? at + 8 : at, end);
      break;
    case ERSPAN_III:
      if (end - at < 12) return;
      out.enter('erspan', key, INNER_ETHERNET, at + ((bytes[at + 11] as number) & 1 ? 20 : 12), end);
      break;
  }
}

/** VXLAN (RFC 7348) and Geneve (RFC 8926), by their ports and their own headers. */
export function decodeUdpTunnel(bytes: Uint8Array, at: number, end: number, out: Decoded): void {
  const port = out.targetPort;
  if (end - at < 8) return;
  if (port === VXLAN || port === VXLAN_OLD) {
    const flags = bytes[at] as number;
    if ((flags & VXLAN_HAS_ID) === 0) return;
    const next = (flags & VXLAN_SAYS_NEXT) === 0 ? NEXT_ETHERNET : (bytes[at + 3] as number);
    const link = next === NEXT_ETHERNET ? INNER_ETHERNET : next === 1 || next === 2 ? INNER_IP : -1;
    if (link !== -1) out.enter('vxlan', i32be(bytes, at + 4) >>> 8, link, at + 8, end);
  } else if (port === GENEVE) {
    if ((bytes[at] as number) >> 6 !== 0) return;
    const options = ((bytes[at] as number) & 63) * 4;
    const type = u16be(bytes, at + 2);
    const link = type === BRIDGED ? INNER_ETHERNET : type === IPV4 || type === IPV6 ? INNER_IP : -1;
    if (link !== -1) out.enter('geneve', i32be(bytes, at + 4) >>> 8, link, at + 8 + options, end);
  }
}
