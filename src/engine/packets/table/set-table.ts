import { int32s } from '../../arrays/uncounted-arrays.ts';

/** Two key words, and when it was last used. */
const STRIDE = 3;
const USED = 2;
/** Places where a key may stand. */
const WAYS = 8;

export const NOWHERE = -1;

/**
 * A map of fixed size from two-word keys to places. Each key has a few places where it may stand; when they are taken,
 * the one unused for longest makes room: finding is never slower, whatever keys somebody chooses. The first word of a
 * key must be spread over all its bits (`mix`).
 */
export class SetTable {
  private readonly words: Int32Array;
  /** Set by `place`: the place was in use for another key. */
  displaced = false;
  /** Set by `place`, too: how long that one had been unused. */
  age = 0;
  private readonly mask: number;

  constructor(readonly size: number) {
    this.words = int32s(STRIDE * size);
    this.mask = size / WAYS - 1;
  }

  find(first: number, second: number, tick: number): number {
    const { words } = this;
    const base = (first & this.mask) * WAYS;
    for (let way = 0; way < WAYS; way++) {
      const at = STRIDE * (base + way);
      if (words[at] === first && words[at + 1] === second) {
        words[at + USED] = tick;
        return base + way;
      }
    }
    return NOWHERE;
  }

  /** A place for a key that is not there. The second word of a key is never 0. */
  place(first: number, second: number, tick: number): number {
    const { words } = this;
    const base = (first & this.mask) * WAYS;
    let best = base;
    let oldest = 0x7fffffff;
    for (let way = 0; way < WAYS; way++) {
      const at = STRIDE * (base + way);
      if (words[at + 1] === 0) {
        best = base + way;
        oldest = -1;
        break;
      }
      if ((words[at + USED] as number) < oldest) {
        oldest = words[at + USED] as number;
        best = base + way;
      }
    }
    const at = STRIDE * best;
    this.displaced = words[at + 1] !== 0;
    this.age = tick - (words[at + USED] as number);
    words[at] = first;
    words[at + 1] = second;
    words[at + USED] = tick;
    return best;
  }

  /** Whether the key still stands at that place. */
  holds(place: number, first: number, second: number): boolean {
    const at = STRIDE * place;
    return this.words[at] === first && this.words[at + 1] === second;
  }

  firstWord(place: number): number {
    return this.words[STRIDE * place] as number;
  }

  secondWord(place: number): number {
    return this.words[STRIDE * place + 1] as number;
  }
}
