import { i32be } from '../capture/bytes.ts';
import { mix } from '../table/hash.ts';

/** What shares a place with something newer is not known any more: then a copy counts once more, nothing else. */
const PLACES = 4096;
/** So many bytes tell a message from others. */
const TELLING = 64;

/**
 * Tells copies of messages. A capture of several interfaces, or of a mirror port, shows each packet once for every interface that it
 * passed; a message that was sent again because it got lost is a copy, too.
 */
export class Copies {
  private readonly seen = new Int32Array(PLACES);

  /** `hash`: of all that makes a message different from others. */
  isCopy(hash: number): boolean {
    const place = hash & (PLACES - 1);
    const isKnown = this.seen[place] === hash;
    this.seen[place] = hash;
    return isKnown;
  }
}

/** Of who says it to whom (`ends`), and of what is said. */
export function hashOf(ends: number, bytes: Uint8Array, start: number, end: number): number {
  let hash = mix(ends ^ (end - start));
  const stop = Math.min(end, start + TELLING) - 3;
  for (let at = start; at < stop; at += 4) hash = Math.imul(hash ^ i32be(bytes, at), 0x01000193);
  return mix(hash);
}
