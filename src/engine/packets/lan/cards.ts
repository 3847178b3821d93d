import { i32be, u16be } from '../capture/bytes.ts';
import { macAt } from './mac.ts';

/** Ticks of 10 ms: counting begins anew after so many. */
const SPAN = 1000;
const MOST_CARDS = 4096;
/** Fewer are not reported; from there on each time they have doubled. */
const FLOOR = 256;

/** Hardware addresses that spoke for hosts never heard of before, or as switches do, within 10 s. */
export type CardSight = {
  readonly cards: number;
  /** Share of their hosts that spoke a second time; 0 to 1. */
  readonly again: number;
};

/**
 * Counts the hardware addresses from which new hosts send. Hosts behind a router all have the router's. A flood that is to
 * fill a switch's table has a new one in every packet, and none sends twice.
 */
export class CardWatch {
  private readonly cards = new Set<number>();
  private since = 0;
  private again = 0;
  private next = FLOOR;
  /** The latest hardware address, in two halves: most new hosts come from the same. */
  private lastHigh = -1;
  private lastLow = 0;

  /** A host, or a switch, spoke for the first time, from the card at this place. Null when there is nothing new to tell. */
  first(bytes: Uint8Array, at: number, tick: number): CardSight | null {
    const high = u16be(bytes, at);
    const low = i32be(bytes, at + 2);
    if (high === this.lastHigh && low === this.lastLow) return null;
    this.lastHigh = high;
    this.lastLow = low;
    if (tick - this.since > SPAN) this.begin(tick);
    if (this.cards.size >= MOST_CARDS) return null;
    this.cards.add(macAt(bytes, at));
    if (this.cards.size < this.next) return null;
    this.next *= 2;
    return { cards: this.cards.size, again: Math.min(1, this.again / this.cards.size) };
  }

  /** A host spoke for the second time. Only of many cards it matters whose. */
  second(bytes: Uint8Array, at: number): void {
    if (this.cards.size * 8 >= FLOOR && this.cards.has(macAt(bytes, at))) this.again++;
  }

  private begin(tick: number): void {
    this.cards.clear();
    this.since = tick;
    this.again = 0;
    this.next = FLOOR;
  }
}
