import { type Handle, MOST_ADDRESSES, placeOf } from '../table/addresses.ts';
import { mix } from '../table/hash.ts';
import { NOWHERE, SetTable } from '../table/set-table.ts';

/** Most addresses and ports beyond the first that are told apart, over all senders. */
const MOST_PAIRS = 1 << 18;
const WAYS = 8;

/** What each address sent, at its place in the table of addresses. */
export class Senders {
  readonly packets: Uint32Array;
  readonly bytes: Float64Array;
  readonly syn: Uint32Array;
  readonly answered: Uint32Array;
  readonly completed: Uint32Array;
  /** Different addresses and ports that got a SYN. */
  readonly targets: Uint32Array;
  readonly ports: Uint32Array;
  /** Pairs that had to be forgotten: an address or port may be counted again. */
  displaced = 0;
  private readonly firstTarget: Int32Array;
  private readonly firstPort: Uint16Array;
  private readonly pairs: SetTable;

  constructor(limit: number) {
    this.packets = new Uint32Array(limit);
    this.bytes = new Float64Array(limit);
    this.syn = new Uint32Array(limit);
    this.answered = new Uint32Array(limit);
    this.completed = new Uint32Array(limit);
    this.targets = new Uint32Array(limit);
    this.ports = new Uint32Array(limit);
    this.firstTarget = new Int32Array(limit);
    this.firstPort = new Uint16Array(limit);
    this.pairs = new SetTable(Math.max(1024, Math.floor((MOST_PAIRS * limit) / MOST_ADDRESSES)), WAYS);
  }

  /** Notes whom a sender asked for a connection. True when it had not only asked this port of this host so far. */
  contact(sender: Handle, target: Handle, port: number, tick: number): boolean {
    const place = placeOf(sender);
    if (this.targets[place] === 0) {
      this.targets[place] = 1;
      this.ports[place] = 1;
      this.firstTarget[place] = target;
      this.firstPort[place] = port;
      return false;
    }
    const isOther = this.firstTarget[place] !== target;
    if (isOther && this.isNewPair(sender, target, 1, tick))
      this.targets[place] = (this.targets[place] as number) + 1;
    const isOtherPort = this.firstPort[place] !== port;
    if (isOtherPort && this.isNewPair(sender, port, 3, tick))
      this.ports[place] = (this.ports[place] as number) + 1;
    return isOther || isOtherPort;
  }

  firstContact(place: number): { readonly target: Handle; readonly port: number } {
    return { target: this.firstTarget[place] as number, port: this.firstPort[place] as number };
  }

  clear(place: number): void {
    this.packets[place] = 0;
    this.bytes[place] = 0;
    this.syn[place] = 0;
    this.answered[place] = 0;
    this.completed[place] = 0;
    this.targets[place] = 0;
    this.ports[place] = 0;
  }

  private isNewPair(sender: Handle, what: number, kind: number, tick: number): boolean {
    const first = mix(sender ^ kind) ^ what;
    const second = mix(what + kind) ^ sender || 1;
    if (this.pairs.find(first, second, tick) !== NOWHERE) return false;
    this.pairs.place(first, second, tick);
    if (this.pairs.displaced) this.displaced++;
    return true;
  }
}
