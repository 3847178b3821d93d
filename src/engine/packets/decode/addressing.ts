/** What the addresses of a packet say by themselves. */
import type { Decoded } from './decoded.ts';

/** 1 for an IPv4 packet from this network's nobody, from loopback, or from beyond what hosts have: an invented sender. */
export function impossibleSource({ family, s3 }: Decoded): number {
  const first = s3 >>> 24;
  return family === 4 && (first >= 224 || first === 127 || first === 0) ? 1 : 0;
}

/** Multicast and broadcast. */
export function isToMany(decoded: Decoded): boolean {
  if (decoded.family === 6) return decoded.d0 >>> 24 === 0xff;
  return decoded.d3 >>> 28 >= 14;
}
