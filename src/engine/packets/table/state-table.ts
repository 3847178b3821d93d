import { int32s } from '../../arrays/uncounted-arrays.ts';

/** A key, and one word that holds when it was last used, a bit and a state: eight entries are a line of the processor's cache. */
const WORDS = 2;
const WAY_BITS = 3;
const WAYS = 1 << WAY_BITS;
/** A key tells by its highest bits at which of its places it is looked for first. */
const FIRST_SHIFT = 32 - WAY_BITS;
/** Large arrays begin 16 bytes behind a page: with these a set does not lie across two lines. */
const PADDING = 12;

const STATE_BITS = 8;
const STATE_MASK = 0xff;
const BIT = 1 << STATE_BITS;
const TIME_SHIFT = STATE_BITS + 1;
const LOW_MASK = (1 << TIME_SHIFT) - 1;
/** Times wrap around after 2^23 of them. */
const TIME_BITS = 23;
const TIME_MASK = (1 << TIME_BITS) - 1;

/**
 * A map of fixed size from keys to small states. Each key has eight places; when they are taken, the one unused for
 * longest makes room: finding is never slower, whatever keys somebody chooses.
 */
export class StateTable {
  /** Set by `open`: the state of the entry that made room, 0 for none, and how long it had been unused. */
  displacedState = 0;
  age = 0;
  /** How many entries there are of each state, but of state 0. */
  readonly counts = new Int32Array(STATE_MASK + 1);
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
    const first = key >>> FIRST_SHIFT;
    for (let way = 0; way < WAYS; way++) {
      const at = base + WORDS * ((first + way) & (WAYS - 1));
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
    const first = key >>> FIRST_SHIFT;
    const now = time & TIME_MASK;
    let oldest = 0;
    // Without a branch: which one it will be nobody can foresee, a processor neither.
    for (let way = 0; way < WAYS; way++) {
      const at = base + WORDS * ((first + way) & (WAYS - 1));
      const other = words[at] as number;
      const isFree = ((other | -other) >>> 31) ^ 1;
      const age = (now - ((words[at + 1] as number) >>> TIME_SHIFT)) & TIME_MASK;
      const rank = (((isFree << TIME_BITS) | age) << WAY_BITS) | (WAYS - 1 - way);
      oldest += (rank - oldest) & ~((rank - oldest) >> 31);
    }
    const best = base + WORDS * ((first + WAYS - 1 - (oldest & (WAYS - 1))) & (WAYS - 1));
    this.displacedState = this.state(best);
    this.age = (oldest >> WAY_BITS) & TIME_MASK;
    this.counts[this.displacedState] = (this.counts[this.displacedState] as number) - 1;
    words[best] = key;
    words[best + 1] = time << TIME_SHIFT;
    return best;
  }

  state(place: number): number {
    return (this.words[place + 1] as number) & STATE_MASK;
  }

  setState(place: number, state: number): void {
    const word = this.words[place + 1] as number;
    const before = word & STATE_MASK;
    this.counts[before] = (this.counts[before] as number) - 1;
    this.counts[state] = (this.counts[state] as number) + 1;
    this.words[place + 1] = (word & ~STATE_MASK) | state;
  }

  bit(place: number): boolean {
    return ((this.words[place + 1] as number) & BIT) !== 0;
  }

  setBit(place: number, value: boolean): void {
    const word = this.words[place + 1] as number;
    this.words[place + 1] = value ? word | BIT : word & ~BIT;
  }
}
