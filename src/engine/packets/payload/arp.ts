import { i32be, u16be } from '../capture/bytes.ts';

/** Ticks of 10 ms. */
const ANSWER_TICKS = 300;
const MINUTE = 6000;
const FIVE_MINUTES = 30_000;
const MOST_ADDRESSES = 4096;

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
};

/** Remembers which hardware address speaks for which IPv4 address. Bounded: the one known for longest goes first. */
export class ArpWatch {
  displaced = 0;
  private readonly bindings = new Map<number, Binding>();

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
    const mac = macText(macHigh, macLow);
    return { address: sender, mac, previousMac, changes: known.changes, unsolicited };
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
    let binding = this.bindings.get(address);
    if (!binding) {
      if (this.bindings.size >= MOST_ADDRESSES) {
        this.displaced++;
        for (const oldest of this.bindings.keys()) {
          this.bindings.delete(oldest);
          break;
        }
      }
      binding = {
        macHigh: -1,
        macLow: 0,
        changes: 0,
        changedAt: 0,
        unasked: new Map(),
        askedAt: Number.NEGATIVE_INFINITY,
      };
      this.bindings.set(address, binding);
    }
    return binding;
  }
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
