/** What the addresses and ports of a packet say by themselves. */
import type { Decoded } from './decoded.ts';

/** Where traceroute sends. */
const TRACEROUTE = 33434;
const TRACEROUTE_END = 33534;
/** mtr goes on from here through all ports; with so few hops to live, what looks for services sends nothing there. */
const MTR = 33000;
const TRACED_HOPS = 32;
/**
 * Services over UDP whose answers are far larger than questions, so that questions are asked in the name of a victim
 * (CISA's alert TA14-017A and what came after it).
 */
export const REFLECTORS: ReadonlySet<number> = new Set([
  ...[17, 19, 53, 69, 111, 123, 137, 161, 389, 427, 1434, 1900, 3283, 3702, 5093, 5353, 5683],
  ...[10_001, 11_211, 27_015, 30_718, 37_810],
]);
/**
 * Ports of services whose datagram to a high port is an answer, whoever asked: the reflectors, LLMNR (asked by multicast),
 * and more services that were misused for floods (OpenVPN, Citrix, L2TP, RDP, STUN, SIP, BitTorrent, VxWorks, Plex, Crestron,
 * BACnet). Scanners do not send from the ports below 1024 either.
 */
const ANSWERERS: ReadonlySet<number> = new Set([
  ...REFLECTORS,
  ...[1194, 1604, 1701, 3389, 3478, 5060, 5355, 6881, 17_185, 32_410, 32_412, 32_414, 41_794, 47_808],
]);

/** 1 for an IPv4 packet whose sender must be invented: an address of 0.0.0.0/8, loopback, multicast or above; else 0. */
export function impossibleSource({ family, s3 }: Decoded): number {
  const first = s3 >>> 24;
  return family === 4 && (first >= 224 || first === 127 || first === 0) ? 1 : 0;
}

/** Multicast and broadcast. */
export function isToMany(decoded: Decoded): boolean {
  if (decoded.family === 6) return decoded.d0 >>> 24 === 0xff;
  return decoded.d3 >>> 28 >= 14;
}

/**
 * 1 for a datagram that looks like such a service's answer; else 0. Between two servers of one kind (time, names) it may be a
 * question.
 */
export function looksReflected(sourcePort: number, targetPort: number): number {
  return sourcePort !== targetPort && REFLECTORS.has(sourcePort) ? 1 : 0;
}

/** Whether the first datagram between two ends may be a question that looks for something: no late answer, no traceroute. */
export function mayAsk({ sourcePort, targetPort, ttl }: Decoded): boolean {
  const isAnswerLike = targetPort >= 1024 && (sourcePort < 1024 || ANSWERERS.has(sourcePort));
  const isTrace = targetPort >= TRACEROUTE && targetPort <= TRACEROUTE_END;
  const isMtr = targetPort >= MTR && ttl <= TRACED_HOPS;
  return !isAnswerLike && !isTrace && !isMtr;
}
