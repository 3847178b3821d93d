import { int32s } from './arrays.ts';

/** A key, and one word that holds when it was last used, a bit and a state: eight entries are a line of the processor's cache. */
const WORDS = 2;
const WAYS = 8;
/** Large arrays begin 16 bytes behind a page: with these a set does not lie across two lines. */
const PADDING = 12;

const STATE_BITS = 8;
const STATE_MASK = 0xff;
const BIT = 1 << STATE_BITS;
const TIME_SHIFT = STATE_BITS + 1;
const LOW_MASK = (1 << TIME_SHIFT) - 1;
/** Times wrap around after 2^23 of them. */
const TIME_MASK = 0x7fffff;

/**
 * A map of fixed size from keys to small states. Each key has eight places; when they are taken, the one unused for
 * longest makes room: finding is never slower, whatever keys somebody chooses.
 */
export class StateTable {
  /** Set by `open`: the state of the entry that made room, 0 for none, and how long it had been unused. */
  displacedState = 0;
  age = 0;
  private readonly words: Int32Array;
  private readonly mask: number;

  /** `size`: entries, a power of two. */
  constructor(readonly size: number) {
    this.words = int32s(WORDS * size + PADDING);
    this.mask = size / WAYS - 1;
  }

  /** Place of a key, -1 when it is not there. `where` must be spread over all its bits; a key is never 0. */
  find(where: number, key: number, time: number): number {
    const { words } = this;
    const base = PADDING + (where & this.mask) * WORDS * WAYS;
    for (let at = base; at < base + WORDS * WAYS; at += WORDS) {
      if (words[at] !== key) continue;
      words[at + 1] = ((words[at + 1] as number) & LOW_MASK) | (time << TIME_SHIFT);
      return at;
    }
    return -1;
  }

  /** A place for a key that is not there, with state 0. */
  open(where: number, key: number, time: number): number {
    const { words } = this;
    const base = PADDING + (where & this.mask) * WORDS * WAYS;
    const now = time & TIME_MASK;
    let best = base;
    let oldest = -1;
    for (let at = base; at < base + WORDS * WAYS; at += WORDS) {
      const age = (now - ((words[at + 1] as number) >>> TIME_SHIFT)) & TIME_MASK;
      if (words[at] === 0) {
        best = at;
        oldest = -1;
        break;
      }
      if (age > oldest) {
        oldest = age;
        best = at;
      }
    }
    this.displacedState = (words[best + 1] as number) & STATE_MASK;
    this.age = Math.max(0, oldest);
    words[best] = key;
    words[best + 1] = time << TIME_SHIFT;
    return best;
  }

  state(place: number): number {
    return (this.words[place + 1] as number) & STATE_MASK;
  }

  setState(place: number, state: number): void {
    this.words[place + 1] = ((this.words[place + 1] as number) & ~STATE_MASK) | state;
  }

  bit(place: number): boolean {
    return ((this.words[place + 1] as number) & BIT) !== 0;
  }

  setBit(place: number, value: boolean): void {
    const word = this.words[place + 1] as number;
    this.words[place + 1] = value ? word | BIT : word & ~BIT;
  }

  /** How many entries there are of each state. */
  count(): Uint32Array {
    const counts = new Uint32Array(STATE_MASK + 1);
    const { words } = this;
    for (let at = PADDING; at < words.length; at += WORDS) {
      const state = (words[at + 1] as number) & STATE_MASK;
      counts[state] = (counts[state] as number) + 1;
    }
    return counts;
  }
}
