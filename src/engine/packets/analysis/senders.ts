import { type Handle, MOST_ADDRESSES, placeOf } from '../table/addresses.ts';
import { mix } from '../table/hash.ts';
import { NOWHERE, SetTable } from '../table/set-table.ts';

/** Most addresses and ports beyond the first that are told apart, over all senders. */
const MOST_PAIRS = 1 << 18;
const WAYS = 8;

/** What is counted of an address, side by side: a packet of a flood touches all of it, and hardly anything twice. */
const STRIDE = 8;
export const PACKETS = 0;
export const SYNS = 1;
export const ANSWERED = 2;
export const COMPLETED = 3;
/** Different addresses and ports that got a SYN. */
export const TARGETS = 4;
export const PORTS = 5;
const FIRST_TARGET = 6;
const FIRST_PORT = 7;

/** What each address sent, at its place in the table of addresses. */
export class Senders {
  /** Of all packets, on the wire. */
  readonly bytes: Float64Array;
  /** Pairs that had to be forgotten: an address or port may be counted again. */
  displaced = 0;
  private readonly counts: Uint32Array;
  private readonly pairs: SetTable;

  constructor(limit: number) {
    this.bytes = new Float64Array(limit);
    this.counts = new Uint32Array(STRIDE * limit);
    this.pairs = new SetTable(Math.max(1024, Math.floor((MOST_PAIRS * limit) / MOST_ADDRESSES)), WAYS);
  }

  get(place: number, what: number): number {
    return this.counts[STRIDE * place + what] as number;
  }

  add(place: number, what: number): void {
    const at = STRIDE * place + what;
    this.counts[at] = (this.counts[at] as number) + 1;
  }

  /** Notes whom a sender asked for a connection. True when it had not only asked this port of this host so far. */
  contact(sender: Handle, target: Handle, port: number, tick: number): boolean {
    const { counts } = this;
    const at = STRIDE * placeOf(sender);
    if (counts[at + TARGETS] === 0) {
      counts[at + TARGETS] = 1;
      counts[at + PORTS] = 1;
      counts[at + FIRST_TARGET] = target;
      counts[at + FIRST_PORT] = port;
      return false;
    }
    const isOther = counts[at + FIRST_TARGET] !== target;
    if (isOther && this.isNewPair(sender, target, 1, tick)) this.add(placeOf(sender), TARGETS);
    const isOtherPort = counts[at + FIRST_PORT] !== port;
    if (isOtherPort && this.isNewPair(sender, port, 3, tick)) this.add(placeOf(sender), PORTS);
    return isOther || isOtherPort;
  }

  firstContact(place: number): { readonly target: Handle; readonly port: number } {
    return { target: this.get(place, FIRST_TARGET), port: this.get(place, FIRST_PORT) };
  }

  clear(place: number): void {
    this.counts.fill(0, STRIDE * place, STRIDE * (place + 1));
    this.bytes[place] = 0;
  }

  private isNewPair(sender: Handle, what: number, kind: number, tick: number): boolean {
    const first = mix(sender ^ mix(what + kind));
    const second = mix(what + kind) ^ sender || 1;
    if (this.pairs.find(first, second, tick) !== NOWHERE) return false;
    this.pairs.place(first, second, tick);
    if (this.pairs.displaced) this.displaced++;
    return true;
  }
}
