import { i32be, u16be } from '../capture/bytes.ts';

/** Ticks of 10 ms. */
const ANSWER_TICKS = 300;
const MINUTE = 6000;
const FIVE_MINUTES = 30_000;
/** Addresses known for sure; up to twice as many are. */
const MOST_ADDRESSES = 4096;
/** Fewer changes and replies are not told of: below what any rule should ask for. */
const FLOOR = 2;
/** An address is told of once in so many ticks. */
const PAUSE = 100;

const REQUEST = 1;
const REPLY = 2;

/** Hosts that are told of one address without having asked. */
const MOST_TOLD = 256;

type Unasked = { count: number; readonly since: number };

type Binding = {
  macHigh: number;
  macLow: number;
  /** Changes of the hardware address in the last five minutes. */
  changes: number;
  changedAt: number;
  /** Replies to one host that it had not asked for, in the last minute, from this hardware address. */
  readonly unasked: Map<number, Unasked>;
  askedAt: number;
  toldAt: number;
  /** Odd packets since then. */
  untold: number;
};

/** What an ARP packet claims that it should not. */
export type ArpSight = {
  /** The address that is claimed, as a word. */
  readonly address: number;
  readonly mac: string;
  readonly previousMac: string | null;
  readonly changes: number;
  /** In the last minute, to the same host. */
  readonly unsolicited: number;
  /** Packets that this sight stands for. */
  readonly packets: number;
};

/** Remembers which hardware address speaks for which IPv4 address. Bounded: what was not heard of for longest goes first. */
export class ArpWatch {
  displaced = 0;
  private bindings = new Map<number, Binding>();
  /** Of those heard of before: who is heard of again moves to the others. */
  private older = new Map<number, Binding>();

  /** Null when the packet claims nothing odd. */
  read(bytes: Uint8Array, at: number, tick: number): ArpSight | null {
    const isIpv4 = u16be(bytes, at + 2) === 0x0800 && bytes[at + 4] === 6 && bytes[at + 5] === 4;
    if (!isIpv4) return null;
    const operation = u16be(bytes, at + 6);
    const sender = i32be(bytes, at + 14);
    const target = i32be(bytes, at + 24);
    if (operation === REQUEST && target !== sender) this.binding(target).askedAt = tick;
    // Who looks whether an address is free (RFC 5227) claims none.
    if (sender === 0) return null;
    const macHigh = u16be(bytes, at + 8);
    const macLow = i32be(bytes, at + 10);
    const known = this.binding(sender);
    const isSame = known.macHigh === macHigh && known.macLow === macLow;
    const previousMac = isSame || known.macHigh === -1 ? null : macText(known.macHigh, known.macLow);
    if (!isSame) this.change(known, macHigh, macLow, tick);
    const isUnasked = operation === REPLY && sender !== target && tick - known.askedAt > ANSWER_TICKS;
    const unsolicited = isUnasked ? countUnasked(known, target, tick) : 0;
    if (previousMac === null && !isUnasked) return null;
    known.untold++;
    if (Math.max(known.changes, unsolicited) < FLOOR || tick - known.toldAt < PAUSE) return null;
    const { changes, untold: packets } = known;
    known.toldAt = tick;
    known.untold = 0;
    return { address: sender, mac: macText(macHigh, macLow), previousMac, changes, unsolicited, packets };
  }

  private change(known: Binding, macHigh: number, macLow: number, tick: number): void {
    if (known.macHigh !== -1) {
      known.changes = tick - known.changedAt > FIVE_MINUTES ? 1 : known.changes + 1;
      known.changedAt = tick;
    }
    known.macHigh = macHigh;
    known.macLow = macLow;
    known.unasked.clear();
  }

  private binding(address: number): Binding {
    const known = this.bindings.get(address);
    if (known) return known;
    const binding = this.older.get(address) ?? newBinding();
    this.older.delete(address);
    if (this.bindings.size >= MOST_ADDRESSES) {
      this.displaced += this.older.size;
      this.older = this.bindings;
      this.bindings = new Map();
    }
    this.bindings.set(address, binding);
    return binding;
  }
}

function newBinding(): Binding {
  return {
    macHigh: -1,
    macLow: 0,
    changes: 0,
    changedAt: 0,
    unasked: new Map(),
    askedAt: Number.NEGATIVE_INFINITY,
    toldAt: Number.NEGATIVE_INFINITY,
    untold: 0,
  };
}

/** A mirror that does not show the questions shows answers to many hosts; who lies tells the same host again and again. */
function countUnasked({ unasked }: Binding, target: number, tick: number): number {
  const known = unasked.get(target);
  if (known && tick - known.since <= MINUTE) return ++known.count;
  if (!known && unasked.size >= MOST_TOLD) unasked.clear();
  unasked.set(target, { count: 1, since: tick });
  return 1;
}

function macText(high: number, low: number): string {
  const bytes = [high >>> 8, high & 255, low >>> 24, (low >>> 16) & 255, (low >>> 8) & 255, low & 255];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
