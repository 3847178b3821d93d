import { u16be } from './capture/bytes.ts';
import type { Decoded } from './decode/decoded.ts';
import { mix } from './table/hash.ts';

/** Ports and flags of TCP end within the first two fragments, however small they are. */
const NEEDED = 14;
const SMALLEST = 8;
/** Headers that wait for their second half; the oldest makes room. */
const MOST_WAITING = 1024;

/**
 * Puts the beginnings of TCP headers together that somebody cut in two, so that the ports are in one fragment and the
 * flags in the next (`nmap -f`). Other fragments tell all that is looked at in their first.
 */
export class Fragments {
  private readonly waiting = new Map<number, { readonly bytes: Uint8Array; have: number }>();

  /** True when the header is whole with this fragment: ports and flags then stand in `decoded`. */
  complete(bytes: Uint8Array, decoded: Decoded): boolean {
    const { fragmentOffset, upperStart, upperEnd } = decoded;
    if (fragmentOffset > SMALLEST || upperEnd - upperStart < Math.min(SMALLEST, NEEDED - fragmentOffset))
      return false;
    const key = keyOf(decoded);
    const header = this.waiting.get(key) ?? this.add(key);
    header.bytes.set(
      bytes.subarray(upperStart, Math.min(upperEnd, upperStart + NEEDED - fragmentOffset)),
      fragmentOffset,
    );
    header.have |= fragmentOffset === 0 ? 1 : 2;
    if (header.have !== 3) return false;
    this.waiting.delete(key);
    decoded.sourcePort = u16be(header.bytes, 0);
    decoded.targetPort = u16be(header.bytes, 2);
    decoded.flags = (header.bytes[13] as number) & 63;
    decoded.isLaterFragment = false;
    return true;
  }

  private add(key: number): { readonly bytes: Uint8Array; have: number } {
    if (this.waiting.size >= MOST_WAITING) {
      for (const oldest of this.waiting.keys()) {
        this.waiting.delete(oldest);
        break;
      }
    }
    const header = { bytes: new Uint8Array(NEEDED), have: 0 };
    this.waiting.set(key, header);
    return header;
  }
}

function keyOf({ s0, s1, s2, s3, d0, d1, d2, d3, fragmentId }: Decoded): number {
  return mix(mix(mix(mix(s0 ^ mix(s1)) ^ s2) ^ s3) ^ mix(mix(mix(d0 ^ mix(d1)) ^ d2) ^ d3) ^ mix(fragmentId));
}
