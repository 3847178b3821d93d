import type { Mac } from './mac.ts';

/** Ticks of 10 ms: counting begins anew after so many. */
const SPAN = 1000;
const MOST_CARDS = 256;
/** Hosts that answered and were not yet sent anything; further ones do not count. */
const MOST_WAITING = 512;

type Counted = { since: number; answered: number; followed: number };

/**
 * What a card that asks for many does with the answers. A system asks because it has something to send, and sends it; who only
 * looks which hosts are there sends nothing.
 */
export class AnsweredAsks {
  private readonly cards = new Map<Mac, Counted>();
  /** Who asked last for this host, which answered. */
  private readonly waiting = new Map<number, Mac>();

  /** Somebody may be sending what it asked for: packets are worth a look. */
  get isWaiting(): boolean {
    return this.waiting.size > 0;
  }

  answered(card: Mac, address: number, tick: number): void {
    const counted = this.cards.get(card) ?? this.open(card, tick);
    if (tick - counted.since > SPAN) {
      Object.assign(counted, { since: tick, answered: 0, followed: 0 });
      for (const [host, asker] of this.waiting) if (asker === card) this.waiting.delete(host);
    }
    if (this.waiting.size >= MOST_WAITING || this.waiting.get(address) === card) return;
    this.waiting.set(address, card);
    counted.answered++;
  }

  /** A packet went from this card to this host. */
  sent(card: Mac, address: number): void {
    if (this.waiting.get(address) !== card) return;
    this.waiting.delete(address);
    const counted = this.cards.get(card);
    if (counted) counted.followed++;
  }

  /** Share of the hosts that answered to which the card then sent something; 0 to 1. */
  followed(card: Mac): number {
    const counted = this.cards.get(card);
    return counted === undefined || counted.answered === 0 ? 0 : counted.followed / counted.answered;
  }

  private open(card: Mac, tick: number): Counted {
    if (this.cards.size >= MOST_CARDS) {
      this.cards.clear();
      this.waiting.clear();
    }
    const opened = { since: tick, answered: 0, followed: 0 };
    this.cards.set(card, opened);
    return opened;
  }
}
