import { i32be, u16be } from '../capture/bytes.ts';
import { type Decoded, INNER_ETHERNET, INNER_IP, INNER_MPLS, INNER_PPP } from './decoded.ts';

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const BRIDGED = 0x6558;
const ERSPAN = 0x88be;
const ERSPAN_III = 0x22eb;
const PPP = 0x880b;
const MPLS = 0x8847;
/** Cisco's WCCP: what a proxy is to take over. */
const WCCP = 0x883e;

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
    // Each direction has a number of its own, by which it would be a tunnel of its own.
    if (type === PPP) out.enter('gre', 0, INNER_PPP, at, end);
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
    case MPLS:
      out.enter('gre', key, INNER_MPLS, at, end);
      break;
    case WCCP:
      // Its second version has a header.
      if (end > at) out.enter('gre', key, INNER_IP, (bytes[at] as number) >> 4 === 4 ? at : at + 4, end);
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
