import { int32s, uint32s } from '../../arrays/uncounted-arrays.ts';
import type { Handle } from '../table/addresses.ts';

/** Senders watched at each place (space-saving): who sent a quarter or more is among them. */
const WATCHED = 4;

type MainSender = { readonly handle: Handle; readonly count: number };

/** Who sends most at each place. */
export class MainSenders {
  private readonly watched: Int32Array;
  private readonly counts: Uint32Array;
  /** For each count, how much of it may belong to earlier senders at the same place. */
  private readonly errors: Uint32Array;

  constructor(places: number) {
    this.watched = int32s(places * WATCHED);
    this.counts = uint32s(places * WATCHED);
    this.errors = uint32s(places * WATCHED);
  }

  /** Counts a packet. A sender that is not watched takes the place of the one seen least. */
  add(place: number, source: Handle): void {
    const { watched, counts } = this;
    const base = place * WATCHED;
    let least = base;
    for (let at = base; at < base + WATCHED; at++) {
      if (watched[at] === source && counts[at] !== 0) {
        counts[at] = (counts[at] as number) + 1;
        return;
      }
      if ((counts[at] as number) < (counts[least] as number)) least = at;
    }
    watched[least] = source;
    this.errors[least] = counts[least] as number;
    counts[least] = (counts[least] as number) + 1;
  }

  /** Who sent at least half of them for sure; null when nobody did. */
  halfOf(place: number, total: number): MainSender | null {
    const { counts } = this;
    const base = place * WATCHED;
    let best = base;
    for (let at = base; at < base + WATCHED; at++) {
      if ((counts[at] as number) > (counts[best] as number)) best = at;
    }
    const sure = (counts[best] as number) - (this.errors[best] as number);
    return 2 * sure >= total ? { handle: this.watched[best] as number, count: sure } : null;
  }

  clear(place: number): void {
    this.counts.fill(0, place * WATCHED, (place + 1) * WATCHED);
  }
}
