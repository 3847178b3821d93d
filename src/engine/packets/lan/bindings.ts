import type { Mac } from './mac.ts';

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
/** Hosts that are told of one address without having asked. */
const MOST_TOLD = 256;
const NOBODY: Mac = -1;

type Unasked = { count: number; readonly since: number };

type Binding = {
  mac: Mac;
  /** Changes of the hardware address in the last five minutes. */
  changes: number;
  changedAt: number;
  /** Replies to one host that it had not asked for, in the last minute, from this hardware address. */
  unasked: Map<number, Unasked> | null;
  askedAt: number;
  toldAt: number;
  /** Odd packets since then. */
  untold: number;
};

/** What a claim of an address shows that it should not. */
export type ClaimSight = {
  readonly mac: Mac;
  readonly previousMac: Mac | null;
  readonly changes: number;
  /** In the last minute, to the same host. */
  readonly unsolicited: number;
  /** Packets that this sight stands for. */
  readonly packets: number;
};

/**
 * Remembers which hardware address speaks for which address, by a number for each. Bounded: what was not heard of for
 * longest goes first.
 */
export class Bindings {
  displaced = 0;
  private bindings = new Map<number, Binding>();
  /** Of those heard of before: who is heard of again moves to the others. */
  private older = new Map<number, Binding>();

  /** Somebody asks who has this address. */
  asked(address: number, tick: number): void {
    this.binding(address).askedAt = tick;
  }

  /**
   * Null when the claim is not odd. `host`: to whom alone it is told, as a reply; null when it is no reply, or for all.
   */
  claim(address: number, mac: Mac, host: number | null, tick: number): ClaimSight | null {
    const known = this.binding(address);
    const previousMac = known.mac === mac || known.mac === NOBODY ? null : known.mac;
    if (known.mac !== mac) change(known, mac, tick);
    const isUnasked = host !== null && tick - known.askedAt > ANSWER_TICKS;
    const unsolicited = isUnasked ? countUnasked(known, host, tick) : 0;
    if (previousMac === null && !isUnasked) return null;
    known.untold++;
    if (Math.max(known.changes, unsolicited) < FLOOR || tick - known.toldAt < PAUSE) return null;
    const { changes, untold: packets } = known;
    known.toldAt = tick;
    known.untold = 0;
    return { mac, previousMac, changes, unsolicited, packets };
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
    mac: NOBODY,
    changes: 0,
    changedAt: 0,
    unasked: null,
    askedAt: Number.NEGATIVE_INFINITY,
    toldAt: Number.NEGATIVE_INFINITY,
    untold: 0,
  };
}

function change(known: Binding, mac: Mac, tick: number): void {
  if (known.mac !== NOBODY) {
    known.changes = tick - known.changedAt > FIVE_MINUTES ? 1 : known.changes + 1;
    known.changedAt = tick;
  }
  known.mac = mac;
  known.unasked = null;
}

/** A mirror that does not show the questions shows answers to many hosts; who lies tells the same host again and again. */
function countUnasked(binding: Binding, host: number, tick: number): number {
  binding.unasked ??= new Map();
  const { unasked } = binding;
  const known = unasked.get(host);
  if (known && tick - known.since <= MINUTE) return ++known.count;
  if (!known && unasked.size >= MOST_TOLD) unasked.clear();
  unasked.set(host, { count: 1, since: tick });
  return 1;
}
