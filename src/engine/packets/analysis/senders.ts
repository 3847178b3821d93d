import { uint32s } from '../../arrays/uncounted-arrays.ts';
import { type Handle, MOST_ADDRESSES, placeOf } from '../table/addresses.ts';
import { mix } from '../table/hash.ts';
import { NOWHERE, SetTable } from '../table/set-table.ts';

/** Most addresses and ports beyond the first that are told apart, over all senders. */
const MOST_PAIRS = 1 << 18;

/**
 * The counts of one address stand side by side: a packet of a flood touches all of them, and hardly any address comes twice.
 */
const STRIDE = 8;
/** Large arrays begin 16 bytes behind a page: with these the counts of an address do not lie across two lines of the cache. */
const PADDING = 4;
export const PACKETS = 0;
export const SYNS = 1;
export const ANSWERED = 2;
export const COMPLETED = 3;
/** Different addresses that got a SYN. */
export const TARGETS = 4;
const FIRST_TARGET = 5;
/** The number of different ports, and in the upper bits the first of them. */
const PORT_WORD = 6;
const BYTES = 7;
const FIRST_PORT_SHIFT = 16;
const MOST_PORTS = 0xffff;
const WORD = 2 ** 32;

/** What each address sent, at its place in the table of addresses. */
export class Senders {
  /** How many pairs had to be forgotten: their address or port may be counted again. */
  displaced = 0;
  private readonly counts: Uint32Array;
  private readonly pairs: SetTable;
  /** How often the bytes of a sender went beyond a word: few send 4 GB. */
  private readonly overflows = new Map<number, number>();

  constructor(limit: number) {
    this.counts = uint32s(STRIDE * limit + PADDING);
    this.pairs = new SetTable(Math.max(1024, Math.floor((MOST_PAIRS * limit) / MOST_ADDRESSES)));
  }

  get(place: number, what: number): number {
    return this.counts[PADDING + STRIDE * place + what] as number;
  }

  add(place: number, what: number): void {
    const at = PADDING + STRIDE * place + what;
    this.counts[at] = (this.counts[at] as number) + 1;
  }

  /** Different ports that got a SYN. */
  ports(place: number): number {
    return this.get(place, PORT_WORD) & MOST_PORTS;
  }

  /** Bytes of all packets on the wire. */
  bytes(place: number): number {
    const bytes = this.get(place, BYTES);
    return this.overflows.size === 0 ? bytes : bytes + (this.overflows.get(place) ?? 0) * WORD;
  }

  /** Counts a packet of so many bytes on the wire; returns how many packets the address had sent before. */
  sent(place: number, length: number): number {
    const { counts } = this;
    const at = PADDING + STRIDE * place;
    const before = counts[at + PACKETS] as number;
    counts[at + PACKETS] = before + 1;
    const sum = (counts[at + BYTES] as number) + length;
    counts[at + BYTES] = sum;
    if (sum >= WORD) this.overflows.set(place, (this.overflows.get(place) ?? 0) + 1);
    return before;
  }

  /** Notes whom a sender asked for a connection. True when it had not only asked this port of this host so far. */
  contact(sender: Handle, target: Handle, port: number, tick: number): boolean {
    const { counts } = this;
    const at = PADDING + STRIDE * placeOf(sender);
    const word = counts[at + PORT_WORD] as number;
    const isOtherPort = word >>> FIRST_PORT_SHIFT !== port;
    const isOther = counts[at + FIRST_TARGET] !== target;
    if (counts[at + TARGETS] === 0) {
      counts[at + TARGETS] = 1;
      counts[at + FIRST_TARGET] = target;
      counts[at + PORT_WORD] = (port << FIRST_PORT_SHIFT) | 1;
      return false;
    }
    if (isOther && this.isNewPair(sender, target, tick)) this.add(placeOf(sender), TARGETS);
    // Ports are kept as numbers below zero, which no address is.
    if (isOtherPort && (word & MOST_PORTS) < MOST_PORTS && this.isNewPair(sender, ~port, tick)) {
      counts[at + PORT_WORD] = word + 1;
    }
    return isOther || isOtherPort;
  }

  firstContact(place: number): { readonly target: Handle; readonly port: number } {
    return { target: this.get(place, FIRST_TARGET), port: this.get(place, PORT_WORD) >>> FIRST_PORT_SHIFT };
  }

  clear(place: number): void {
    const { counts } = this;
    const at = PADDING + STRIDE * place;
    // Most addresses that are let go have no counts: a page of memory that is only read is never allocated.
    for (let word = at; word < at + STRIDE; word++) if (counts[word] !== 0) counts[word] = 0;
    this.overflows.delete(place);
  }

  private isNewPair(sender: Handle, what: number, tick: number): boolean {
    const first = mix(sender ^ mix(what));
    const second = mix(what) ^ sender || 1;
    if (this.pairs.find(first, second, tick) !== NOWHERE) return false;
    this.pairs.place(first, second, tick);
    if (this.pairs.displaced) this.displaced++;
    return true;
  }
}
