import { canonicalIp } from '../../../model/addresses/ip.ts';
import { int32s, uint8s, uint16s } from '../../arrays/uncounted-arrays.ts';
import { mix } from './hash.ts';

/** Names an address for as long as it is in the table: its place, and above it how often the place was used before. */
export type Handle = number;

const PLACE_BITS = 20;
const PLACE_MASK = (1 << PLACE_BITS) - 1;
const USES_MASK = 0x7ff;
/** Most places: 1,048,576. */
export const MOST_ADDRESSES = 1 << PLACE_BITS;

/** Words of an address that is not plain IPv4: IPv6, or anything within a tunnel. */
const WIDE_WORDS = 5;
/** Addresses in the first table; it doubles. */
const FEWEST_SLOTS = 256;

const PLAIN = 1;
const WIDE = 2;

/**
 * Addresses and the places at which everything else is counted for them. Open addressing over whole numbers: a spoofed
 * flood brings a new one with each packet. `seed` is secret, so that nobody can choose addresses that collide.
 *
 * When it is full its owner lets go of those that did least (`sweep`).
 */
export class Addresses {
  size = 0;
  /** Handle and one more of an address that is plain; 0 for none. Only the beginning is used until more is needed. */
  private readonly plainSlots: Int32Array;
  private plainMask = FEWEST_SLOTS - 1;
  private plainCount = 0;
  /** Handle and one more of an address that is wide; used as `plainSlots` is. */
  private readonly wideSlots: Int32Array;
  private wideMask = FEWEST_SLOTS - 1;
  private wideCount = 0;
  /** Places in use or used before. */
  private highest = 0;
  /** The place that became free last, and one more; 0 for none. The one before it stands there instead of a key. */
  private lastFree = 0;
  /** The address, or where its words stand. */
  private readonly keys: Int32Array;
  /** 0 for a place that is free. */
  private readonly kinds: Uint8Array;
  private readonly uses: Uint16Array;
  private readonly words: Int32Array;
  private highestWords = 0;
  /** As `lastFree`, of the places of words. */
  private lastFreeWords = 0;

  constructor(
    readonly limit: number,
    private readonly seed: number,
  ) {
    // Memory is only taken when it is first written to: room for all costs nothing.
    this.plainSlots = int32s(Math.max(FEWEST_SLOTS, 2 * limit));
    this.wideSlots = int32s(Math.max(FEWEST_SLOTS, 2 * limit));
    this.words = int32s(WIDE_WORDS * limit);
    this.keys = int32s(limit);
    this.kinds = uint8s(limit);
    this.uses = uint16s(limit);
  }

  /** Whether the two addresses of a packet may find no room. One that is not plain takes half as much again. */
  get isFull(): boolean {
    return this.size + (this.wideCount >> 1) + 3 > this.limit;
  }

  /** One above the highest place in use. */
  get places(): number {
    return this.highest;
  }

  isUsed(place: number): boolean {
    return this.kinds[place] !== 0;
  }

  /** Of an IPv4 address outside of tunnels. The table must not be full. */
  plain(address: number): Handle {
    const { plainSlots, plainMask, keys } = this;
    let at = mix(address ^ this.seed) & plainMask;
    for (let found = plainSlots[at] as number; found !== 0; found = plainSlots[at] as number) {
      if (keys[(found - 1) & PLACE_MASK] === address) return found - 1;
      at = (at + 1) & plainMask;
    }
    const handle = this.take(address, PLAIN);
    plainSlots[at] = handle + 1;
    if (4 * ++this.plainCount > 3 * plainMask) this.rebuildPlain(2 * (plainMask + 1));
    return handle;
  }

  /** Of any other: twice the number of the tunnel (0: none), and one more for IPv6. The table must not be full. */
  tagged(w0: number, w1: number, w2: number, w3: number, tag: number): Handle {
    const { wideSlots, wideMask, words, keys } = this;
    let at = this.hashWide(w0, w1, w2, w3, tag) & wideMask;
    for (let found = wideSlots[at] as number; found !== 0; found = wideSlots[at] as number) {
      const word = (keys[placeOf(found - 1)] as number) * WIDE_WORDS;
      if (
        words[word + 3] === w3 &&
        words[word + 2] === w2 &&
        words[word + 1] === w1 &&
        words[word] === w0 &&
        words[word + 4] === tag
      )
        return found - 1;
      at = (at + 1) & wideMask;
    }
    const handle = this.take(this.addWords(w0, w1, w2, w3, tag), WIDE);
    wideSlots[at] = handle + 1;
    if (4 * ++this.wideCount > 3 * wideMask) this.rebuildWide(2 * (wideMask + 1));
    return handle;
  }

  /** Of what stands at this place now. */
  handle(place: number): Handle {
    return ((this.uses[place] as number) << PLACE_BITS) | place;
  }

  /** Canonical text. */
  text(handle: Handle): string {
    const place = placeOf(handle);
    const key = this.keys[place] as number;
    if (this.kinds[place] !== WIDE) return ipv4Text(key);
    const at = key * WIDE_WORDS;
    const isIpv6 = ((this.words[at + 4] as number) & 1) === 1;
    return isIpv6 ? ipv6Text(this.words.subarray(at, at + 4)) : ipv4Text(this.words[at + 3] as number);
  }

  /** Number of the tunnel it is inside of, 0 for none. */
  tunnel(handle: Handle): number {
    const place = placeOf(handle);
    if (this.kinds[place] !== WIDE) return 0;
    return (this.words[(this.keys[place] as number) * WIDE_WORDS + 4] as number) >> 1;
  }

  /** Lets go of the places that `isKept` refuses. */
  sweep(isKept: (place: number) => boolean): number {
    const before = this.size;
    for (let place = 0; place < this.highest; place++) {
      if (this.kinds[place] === 0 || isKept(place)) continue;
      if (this.kinds[place] === WIDE) {
        const index = this.keys[place] as number;
        this.words[index * WIDE_WORDS] = this.lastFreeWords;
        this.lastFreeWords = index + 1;
        this.wideCount--;
      } else this.plainCount--;
      this.kinds[place] = 0;
      this.uses[place] = ((this.uses[place] as number) + 1) & USES_MASK;
      this.keys[place] = this.lastFree;
      this.lastFree = place + 1;
      this.size--;
    }
    this.rebuildPlain(this.plainMask + 1);
    this.rebuildWide(this.wideMask + 1);
    return before - this.size;
  }

  private take(key: number, kind: number): Handle {
    const isAnew = this.lastFree === 0;
    const place = isAnew ? this.highest++ : this.lastFree - 1;
    if (!isAnew) this.lastFree = this.keys[place] as number;
    this.keys[place] = key;
    this.kinds[place] = kind;
    this.size++;
    return this.handle(place);
  }

  private addWords(w0: number, w1: number, w2: number, w3: number, tag: number): number {
    const { words } = this;
    const isAnew = this.lastFreeWords === 0;
    const index = isAnew ? this.highestWords++ : this.lastFreeWords - 1;
    const at = index * WIDE_WORDS;
    if (!isAnew) this.lastFreeWords = words[at] as number;
    words[at] = w0;
    words[at + 1] = w1;
    words[at + 2] = w2;
    words[at + 3] = w3;
    words[at + 4] = tag;
    return index;
  }

  private rebuildPlain(length: number): void {
    // In place: what a larger array would leave behind is not taken back before memory is short.
    const slots = this.plainSlots;
    slots.fill(0, 0, length);
    const mask = length - 1;
    for (let place = 0; place < this.highest; place++) {
      if (this.kinds[place] !== PLAIN) continue;
      let at = mix((this.keys[place] as number) ^ this.seed) & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = this.handle(place) + 1;
    }
    this.plainMask = mask;
  }

  private rebuildWide(length: number): void {
    const { words, wideSlots: slots } = this;
    slots.fill(0, 0, length);
    const mask = length - 1;
    for (let place = 0; place < this.highest; place++) {
      if (this.kinds[place] !== WIDE) continue;
      const word = (this.keys[place] as number) * WIDE_WORDS;
      const w0 = words[word] as number;
      const w1 = words[word + 1] as number;
      const w2 = words[word + 2] as number;
      const w3 = words[word + 3] as number;
      let at = this.hashWide(w0, w1, w2, w3, words[word + 4] as number) & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = this.handle(place) + 1;
    }
    this.wideMask = mask;
  }

  private hashWide(w0: number, w1: number, w2: number, w3: number, tag: number): number {
    return mix(mix(mix(mix(mix(w0 ^ this.seed) ^ w1) ^ w2) ^ w3) + tag);
  }
}

export function placeOf(handle: Handle): number {
  return handle & PLACE_MASK;
}

export function ipv4Text(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** Of four words. */
export function ipv6Text(words: Iterable<number>): string {
  const groups = Array.from(words, (word) => `${(word >>> 16).toString(16)}:${(word & 0xffff).toString(16)}`);
  const text = groups.join(':');
  return canonicalIp(text) ?? text;
}
