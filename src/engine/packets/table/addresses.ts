import { canonicalIp } from '../../../model/ip.ts';
import { mix } from './hash.ts';

/** Names an address for as long as it is in the table: its place, and above it how often the place was used before. */
export type Handle = number;

const PLACE_BITS = 20;
const PLACE_MASK = (1 << PLACE_BITS) - 1;
/** Most places: 1,048,576. */
export const MOST_ADDRESSES = 1 << PLACE_BITS;

/** Words of an address that is not plain IPv4: IPv6, or anything within a tunnel. */
const WIDE_WORDS = 5;

/**
 * Addresses and the places at which everything else is counted for them. Open addressing over whole numbers: a spoofed
 * flood brings a new one with each packet. `seed` is secret, so that nobody can choose addresses that collide.
 *
 * When it is full its owner lets go of those that did least (`sweep`).
 */
export class Addresses {
  size = 0;
  private slots: Int32Array;
  private mask: number;
  /** Places in use or used before. */
  private highest = 0;
  private free: number[] = [];
  /** The address, or where its words stand. */
  private readonly keys: Int32Array;
  /** 0 plain, 1 wide, 2 free. */
  private readonly kinds: Uint8Array;
  private readonly uses: Uint16Array;
  private words = new Int32Array(WIDE_WORDS * 64);
  private wide = 0;
  private freeWords: number[] = [];

  constructor(
    readonly limit: number,
    private readonly seed: number,
  ) {
    // Memory is only taken when it is first written to: room for all costs nothing.
    this.keys = new Int32Array(limit);
    this.kinds = new Uint8Array(limit);
    this.uses = new Uint16Array(limit);
    this.slots = new Int32Array(4096);
    this.mask = this.slots.length - 1;
  }

  get isFull(): boolean {
    return this.size === this.limit;
  }

  /** One above the highest place in use. */
  get places(): number {
    return this.highest;
  }

  isUsed(place: number): boolean {
    return this.kinds[place] !== 2;
  }

  /** Of an IPv4 address outside of tunnels. The table must not be full. */
  plain(address: number): Handle {
    const { slots, mask, keys, kinds } = this;
    let at = mix(address ^ this.seed) & mask;
    for (let slot = slots[at] as number; slot !== 0; slot = slots[at] as number) {
      if (keys[slot - 1] === address && kinds[slot - 1] === 0) return this.handle(slot - 1);
      at = (at + 1) & mask;
    }
    return this.add(at, address, 0);
  }

  /** Of any other: twice the number of the tunnel (0: none), and one more for IPv6. The table must not be full. */
  tagged(w0: number, w1: number, w2: number, w3: number, tag: number): Handle {
    const { slots, mask, keys, kinds } = this;
    let at = this.hashWide(w0, w1, w2, w3, tag) & mask;
    for (let slot = slots[at] as number; slot !== 0; slot = slots[at] as number) {
      const place = slot - 1;
      if (kinds[place] === 1) {
        const { words } = this;
        const word = (keys[place] as number) * WIDE_WORDS;
        if (
          words[word + 3] === w3 &&
          words[word + 2] === w2 &&
          words[word + 1] === w1 &&
          words[word] === w0 &&
          words[word + 4] === tag
        )
          return this.handle(place);
      }
      at = (at + 1) & mask;
    }
    return this.add(at, this.addWords(w0, w1, w2, w3, tag), 1);
  }

  /** Whether what the handle named is still there. */
  isCurrent(handle: Handle): boolean {
    const place = placeOf(handle);
    return this.kinds[place] !== 2 && this.uses[place] === handle >>> PLACE_BITS;
  }

  handle(place: number): Handle {
    return ((this.uses[place] as number) << PLACE_BITS) | place;
  }

  /** Canonical text. */
  text(handle: Handle): string {
    const place = placeOf(handle);
    const key = this.keys[place] as number;
    if (this.kinds[place] !== 1) return ipv4Text(key);
    const at = key * WIDE_WORDS;
    const isIpv6 = ((this.words[at + 4] as number) & 1) === 1;
    return isIpv6 ? ipv6Text(this.words, at) : ipv4Text(this.words[at + 3] as number);
  }

  /** Number of the tunnel it is inside of, 0 for none. */
  tunnel(handle: Handle): number {
    const place = placeOf(handle);
    if (this.kinds[place] !== 1) return 0;
    return (this.words[(this.keys[place] as number) * WIDE_WORDS + 4] as number) >> 1;
  }

  /** Lets go of the places that `isKept` refuses. */
  sweep(isKept: (place: number) => boolean): number {
    const before = this.size;
    for (let place = 0; place < this.highest; place++) {
      if (this.kinds[place] === 2 || isKept(place)) continue;
      if (this.kinds[place] === 1) this.freeWords.push(this.keys[place] as number);
      this.kinds[place] = 2;
      this.uses[place] = ((this.uses[place] as number) + 1) & 0xfff;
      this.free.push(place);
      this.size--;
    }
    this.rebuild(this.slots.length);
    return before - this.size;
  }

  private add(at: number, key: number, kind: 0 | 1): Handle {
    const place = this.free.pop() ?? this.highest++;
    this.keys[place] = key;
    this.kinds[place] = kind;
    this.slots[at] = place + 1;
    this.size++;
    if (2 * this.size > this.slots.length) this.rebuild(2 * this.slots.length);
    return this.handle(place);
  }

  private addWords(w0: number, w1: number, w2: number, w3: number, tag: number): number {
    const index = this.freeWords.pop() ?? this.wide++;
    const at = index * WIDE_WORDS;
    if (at + WIDE_WORDS > this.words.length) {
      const larger = new Int32Array(2 * this.words.length);
      larger.set(this.words);
      this.words = larger;
    }
    const { words } = this;
    words[at] = w0;
    words[at + 1] = w1;
    words[at + 2] = w2;
    words[at + 3] = w3;
    words[at + 4] = tag;
    return index;
  }

  private rebuild(length: number): void {
    const slots = new Int32Array(length);
    const mask = length - 1;
    for (let place = 0; place < this.highest; place++) {
      if (this.kinds[place] === 2) continue;
      let at = this.hashOf(place) & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = place + 1;
    }
    this.slots = slots;
    this.mask = mask;
  }

  private hashOf(place: number): number {
    const key = this.keys[place] as number;
    if (this.kinds[place] === 0) return mix(key ^ this.seed);
    const { words } = this;
    const at = key * WIDE_WORDS;
    return this.hashWide(
      words[at] as number,
      words[at + 1] as number,
      words[at + 2] as number,
      words[at + 3] as number,
      words[at + 4] as number,
    );
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

function ipv6Text(words: Int32Array, at: number): string {
  const groups: string[] = [];
  for (let word = 0; word < 4; word++) {
    const value = words[at + word] as number;
    groups.push((value >>> 16).toString(16), (value & 0xffff).toString(16));
  }
  const text = groups.join(':');
  return canonicalIp(text) ?? text;
}
