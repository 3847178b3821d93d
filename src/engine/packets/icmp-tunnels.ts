import { int32s } from '../arrays/uncounted-arrays.ts';
import { Spread } from './analysis/spread.ts';
import { u16be } from './capture/bytes.ts';
import type { RawPacket } from './capture/raw-packet.ts';
import type { Decoded } from './decode/decoded.ts';
import { icmpTunnelFinding, type Naming } from './findings.ts';
import type { PacketFinding } from './records.ts';
import type { Handle } from './table/addresses.ts';
import { endOf, mix } from './table/hash.ts';

/** Requests remembered, a power of two: an answer comes within a second. */
const SLOTS = 1 << 16;
const MASK = SLOTS - 1;
/** Some routers shorten what they echo; what is shorter than this is not compared. */
const COMPARED = 16;
const MOST_COMPARED = 32;
/** Five minutes. */
const SPAN_TICKS = 5 * 60 * 100;

type IcmpTunnelParts = {
  readonly naming: Naming;
  readonly find: (finding: PacketFinding, raw: RawPacket) => void;
};

/**
 * Finds pings that carry data. A ping's answer repeats what the question held. An answer that holds something else, and
 * something new each time, is a conversation (ptunnel, hans, icmpsh).
 */
export class IcmpTunnels {
  /** By client, server and number of the ping: who asks, and what was sent. Overwritten by others in a storm of pings. */
  private readonly askers = int32s(SLOTS);
  private readonly said = int32s(SLOTS);
  /** The same at other places: whoever pings fast has many waiting, and some of them lie where a later one is put. */
  private readonly saidElsewhere = int32s(SLOTS);
  private readonly foreign = new Spread({ keys: 1024, values: 128, span: SPAN_TICKS, floor: 16 });

  constructor(private readonly parts: IcmpTunnelParts) {}

  /** Pairs that made room for others. */
  get displaced(): number {
    return this.foreign.displaced;
  }

  asked({ bytes }: RawPacket, decoded: Decoded, asker: Handle, asked: Handle): void {
    if (decoded.payloadEnd - decoded.payloadStart < COMPARED) return;
    const key = keyOf(bytes, decoded, asker, asked);
    const words = mix(key ^ contentOf(bytes, decoded));
    this.askers[key & MASK] = key;
    this.said[words & MASK] = words;
    this.saidElsewhere[words >>> 16] = words;
  }

  answered(raw: RawPacket, decoded: Decoded, answerer: Handle, asker: Handle, tick: number): void {
    const { bytes } = raw;
    if (decoded.payloadEnd - decoded.payloadStart < COMPARED) return;
    const key = keyOf(bytes, decoded, asker, answerer);
    if (this.askers[key & MASK] !== key) return;
    const content = contentOf(bytes, decoded);
    const words = mix(key ^ content);
    if (this.said[words & MASK] === words || this.saidElsewhere[words >>> 16] === words) return;
    const sight = this.foreign.add(mix(asker ^ endOf(answerer, 0)), content, tick);
    if (sight === null) return;
    this.parts.find(icmpTunnelFinding(asker, answerer, sight, raw, this.parts.naming), raw);
  }
}

/** The number stands before the place in its row, right in front of what is sent. */
function keyOf(bytes: Uint8Array, { payloadStart }: Decoded, asker: Handle, asked: Handle): number {
  return mix(asker ^ endOf(asked, u16be(bytes, payloadStart - 4)));
}

function contentOf(bytes: Uint8Array, { payloadStart: start, payloadEnd: end }: Decoded): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end && at < start + MOST_COMPARED; at++)
    hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash | 0;
}
