import type { Mac } from './mac.ts';

/** Ticks of 10 ms. */
const ANSWER_TICKS = 300;
const MINUTE = 6000;
const FIVE_MINUTES = 30_000;
/** Addresses that are surely remembered; at most twice as many are. */
const MOST_ADDRESSES = 4096;
/** Fewer changes or replies are not reported: this is below any threshold that a rule should have. */
const FLOOR = 2;
/** Ticks in which one address is reported once. */
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
  /** Replies to one host that it had not asked for, in the last minute, from this hardware address; none when 0. */
  host: number;
  hostCount: number;
  hostSince: number;
  /** The same of other hosts. */
  others: Map<number, Unasked> | null;
  askedAt: number;
  toldAt: number;
  /** Suspicious packets since the last report. */
  untold: number;
};

const UNKNOWN: Binding = {
  mac: NOBODY,
  changes: 0,
  changedAt: 0,
  host: 0,
  hostCount: 0,
  hostSince: 0,
  others: null,
  askedAt: Number.NEGATIVE_INFINITY,
  toldAt: Number.NEGATIVE_INFINITY,
  untold: 0,
};

/** What is suspicious about a claim of an address. */
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
  /** The older generation: an address that is heard of again moves to the newer one. */
  private older = new Map<number, Binding>();
  /** Entries to be used again: a storm of invented addresses makes no garbage. */
  private spare: Binding[] = [];

  /** Somebody asks who has this address. */
  asked(address: number, tick: number): void {
    this.binding(address).askedAt = tick;
  }

  /**
   * Takes a claim of an address; null when nothing is suspicious about it. `host`: the one host that is told, by a reply;
   * null for an announcement to all.
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
    const binding = this.older.get(address) ?? this.newBinding();
    this.older.delete(address);
    if (this.bindings.size >= MOST_ADDRESSES) {
      this.displaced += this.older.size;
      this.spare = Array.from(this.older.values());
      this.older = this.bindings;
      this.bindings = new Map();
    }
    this.bindings.set(address, binding);
    return binding;
  }

  private newBinding(): Binding {
    const binding = this.spare.pop();
    return binding === undefined ? { ...UNKNOWN } : Object.assign(binding, UNKNOWN);
  }
}

function change(known: Binding, mac: Mac, tick: number): void {
  if (known.mac !== NOBODY) {
    known.changes = tick - known.changedAt > FIVE_MINUTES ? 1 : known.changes + 1;
    known.changedAt = tick;
  }
  known.mac = mac;
  known.hostCount = 0;
  known.others = null;
}

/**
 * A mirror port that does not show questions makes answers to many hosts look unasked. A liar tells the same host again and
 * again.
 */
function countUnasked(binding: Binding, host: number, tick: number): number {
  if (binding.hostCount > 0 && binding.host !== host) return countOther(binding, host, tick);
  if (binding.hostCount > 0 && tick - binding.hostSince <= MINUTE) return ++binding.hostCount;
  binding.host = host;
  binding.hostSince = tick;
  binding.hostCount = 1;
  return 1;
}

function countOther(binding: Binding, host: number, tick: number): number {
  binding.others ??= new Map();
  const { others } = binding;
  const known = others.get(host);
  if (known && tick - known.since <= MINUTE) return ++known.count;
  if (!known && others.size >= MOST_TOLD) others.clear();
  others.set(host, { count: 1, since: tick });
  return 1;
}
