import { Spread } from '../analysis/spread.ts';
import { i32be } from '../capture/bytes.ts';
import type { Decoded } from '../decode/decoded.ts';
import { ipv6Text } from '../table/addresses.ts';
import { mix } from '../table/hash.ts';
import { Bindings } from './bindings.ts';
import { claimFinding, type LanFinding, routersFinding } from './findings.ts';
import { macAt } from './mac.ts';

export const ROUTER_ADVERTISEMENT = 134;
const NEIGHBOUR_SOLICITATION = 135;
export const NEIGHBOUR_ADVERTISEMENT = 136;
/** What a router has passed on is no packet of neighbours (RFC 4861). */
const NOT_ROUTED = 255;
const TARGET_LENGTH = 16;
const RA_HEADER = 8;
const OVERRIDES = 0x20;
const OPTION_SOURCE = 1;
const OPTION_TARGET = 2;
const MOST_OPTIONS = 16;
const ALL = 0;

type Words = readonly [number, number, number, number];

/** Reads the neighbour discovery of IPv6: who claims an address that another claims, and how many call themselves routers. */
export class NdpWatch {
  private readonly bindings = new Bindings();
  private readonly routers = new Spread({ keys: 1, values: 512, span: 1000, floor: 8 });

  get displaced(): number {
    return this.bindings.displaced;
  }

  /** Null when the packet shows nothing odd. `isToMany`: it is for all. */
  read(bytes: Uint8Array, decoded: Decoded, isToMany: boolean, tick: number): LanFinding | null {
    const { ttl, icmpType, payloadStart: at, payloadEnd: end, s0, s1, s2, s3, d3 } = decoded;
    if (ttl !== NOT_ROUTED) return null;
    if (icmpType === ROUTER_ADVERTISEMENT) {
      const router: Words = [s0, s1, s2, s3];
      const sight = this.routers.add(ALL, keyOf(router), tick);
      if (sight) return routersFinding(sight, ipv6Text(router));
      return this.claim(bytes, decoded, router, at + RA_HEADER, OPTION_SOURCE, null, tick);
    }
    if (at + TARGET_LENGTH > end) return null;
    if (icmpType === NEIGHBOUR_SOLICITATION) {
      this.bindings.asked(keyOf(wordsAt(bytes, at)), tick);
      return null;
    }
    // Of an address that several have (anycast), or have for others, they say so.
    if (((bytes[at - 4] as number) & OVERRIDES) === 0) return null;
    const target = wordsAt(bytes, at);
    return this.claim(bytes, decoded, target, at + TARGET_LENGTH, OPTION_TARGET, isToMany ? null : d3, tick);
  }

  private claim(
    bytes: Uint8Array,
    { payloadEnd, macStart }: Decoded,
    address: Words,
    options: number,
    wanted: number,
    host: number | null,
    tick: number,
  ): LanFinding | null {
    const at = optionAt(bytes, options, payloadEnd, wanted) ?? (macStart === -1 ? null : macStart);
    const sight = at === null ? null : this.bindings.claim(keyOf(address), macAt(bytes, at), host, tick);
    return sight && claimFinding('ndp', sight, ipv6Text(address));
  }
}

/** Place of the hardware address that an option names. */
function optionAt(bytes: Uint8Array, from: number, end: number, wanted: number): number | null {
  let at = from;
  for (let seen = 0; seen < MOST_OPTIONS && at + 8 <= end; seen++) {
    if (bytes[at] === wanted && bytes[at + 1] === 1) return at + 2;
    at += 8 * Math.max(1, bytes[at + 1] as number);
  }
  return null;
}

/** The four words of an address. */
function wordsAt(bytes: Uint8Array, at: number): Words {
  return [i32be(bytes, at), i32be(bytes, at + 4), i32be(bytes, at + 8), i32be(bytes, at + 12)];
}

function keyOf([w0, w1, w2, w3]: Words): number {
  return mix(mix(mix(mix(w0) ^ w1) ^ w2) ^ w3);
}
