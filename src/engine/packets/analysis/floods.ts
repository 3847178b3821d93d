import type { FloodKind } from '../../../model/capture.ts';
import type { EpochMs } from '../../../model/time.ts';
import type { Handle } from '../table/addresses.ts';
import { float64s, int32s, uint8s, uint32s } from '../table/arrays.ts';
import { mix } from '../table/hash.ts';
import { NOWHERE, SetTable } from '../table/set-table.ts';

const WAYS = 8;
const KINDS: readonly FloodKind[] = ['syn', 'udp', 'icmp', 'ack', 'rst', 'fin', 'syn-ack'];
export const FLOOD_SYN = 0;
export const FLOOD_UDP = 1;
export const FLOOD_ICMP = 2;
/** Segments of connections whose beginning was not seen, by what they claim to be. */
export const FLOOD_ACK = 3;
export const FLOOD_RST = 4;
/** FIN, Xmas, no flags at all: what no program sends. */
export const FLOOD_FIN = 5;
export const FLOOD_SYN_ACK = 6;

/** Fewer in a second are not told of: below what any rule should ask for. */
const FLOOR = 20;
/** A second is counted in parts, so that it may begin anywhere. */
const PARTS = 10;
const PART_MS = 1000 / PARTS;
/** Number of the first part: stamps go back, too. */
const MIDDLE = 2 ** 30;
/** Senders watched in each second of each target (space-saving): who sent a quarter or more is among them. */
const WATCHED = 4;
/** From so few senders to many ports it is a scan, with decoys perhaps. */
const FEW_SOURCES = 16;
/** Bits for different senders in a second (linear counting): good up to about 2,000. */
const BITS = 512;
/** The same for ports of datagrams, in two words: one service and a dozen are to be told apart, no more. */
const PORT_BITS = 64;
/** Weight of a new second in what is usual: a minute or so counts. */
const WEIGHT = 1 / 60;
/** Of a second in which fewer were completed nothing is learnt of what is usual. */
const HEALTHY = 0.2;
const NO_PORT = -1;

/** One second of one target in which much came: what rules judge. */
export type FloodSight = {
  readonly kind: FloodKind;
  readonly target: Handle;
  /** The port that got at least half; -1 when they were spread. */
  readonly port: number;
  /** Different ports, about; of datagrams only. */
  readonly ports: number;
  /** Who sent at least half; null when it came from many, or in the name of the target itself. */
  readonly source: Handle | null;
  readonly sources: number;
  /** In this second, by the one source if there is one. */
  readonly packets: number;
  /** Most in any second that ended in this one. */
  readonly rate: number;
  /** Handshakes completed for each SYN; of others, those that got an answer which is no refusal; 0 to 1. */
  readonly completed: number;
  /** Of the packets, those that were refused (a reset, or ICMP unreachable); 0 to 1. */
  readonly refused: number;
  /** Of the packets, those from addresses that no host has; 0 to 1. */
  readonly impossible: number;
  /** Of the packets, those that look like answers of services that forged questions are sent to; 0 to 1. */
  readonly reflected: number;
  /** Seconds that the target has been watched. */
  readonly history: number;
  /** How many times what is usual for this target; 0 when nothing was. */
  readonly timesUsual: number;
  /** The packet with which it became much. */
  readonly time: EpochMs;
  readonly packet: number;
};

/** Counts what comes at each target, second by second. */
export class Floods {
  displaced = 0;
  private readonly table: SetTable;
  private readonly targets: Int32Array;
  private readonly kinds: Uint8Array;
  private readonly parts: Uint32Array;
  private readonly lastPart: Int32Array;
  private readonly sliding: Uint32Array;
  private readonly peaks: Uint32Array;
  private readonly counts: Uint32Array;
  private readonly completed: Uint32Array;
  private readonly refused: Uint32Array;
  private readonly impossible: Uint32Array;
  private readonly reflected: Uint32Array;
  private readonly watched: Int32Array;
  private readonly watchedCounts: Uint32Array;
  private readonly watchedErrors: Uint32Array;
  private readonly ports: Int32Array;
  private readonly portVotes: Int32Array;
  private readonly portCounts: Uint32Array;
  private readonly bits: Uint8Array;
  private readonly portBits: Int32Array;
  private readonly firstSeconds: Float64Array;
  private readonly lastSeconds: Float64Array;
  private readonly usual: Float64Array;
  /** How much of what is usual is known; 0 to 1. */
  private readonly learnt: Float64Array;
  private readonly markTimes: Float64Array;
  private readonly markPackets: Float64Array;
  /** From where on parts are counted. */
  private origin: EpochMs | null = null;
  /** Targets that got something in this second. */
  private readonly active: Int32Array;
  private activeCount = 0;
  private readonly isActive: Uint8Array;

  constructor(
    size: number,
    private readonly onSight: (sight: FloodSight) => void,
    /** The packet that is added now is the one that its sight will name. */
    private readonly onMark: () => void,
  ) {
    this.table = new SetTable(size, WAYS);
    this.targets = int32s(size);
    this.kinds = uint8s(size);
    this.parts = uint32s(size * PARTS);
    this.lastPart = int32s(size);
    this.sliding = uint32s(size);
    this.peaks = uint32s(size);
    this.counts = uint32s(size);
    this.completed = uint32s(size);
    this.refused = uint32s(size);
    this.impossible = uint32s(size);
    this.reflected = uint32s(size);
    this.watched = int32s(size * WATCHED);
    this.watchedCounts = uint32s(size * WATCHED);
    this.watchedErrors = uint32s(size * WATCHED);
    this.ports = int32s(size);
    this.portVotes = int32s(size);
    this.portCounts = uint32s(size);
    this.bits = uint8s((size * BITS) / 8);
    this.portBits = int32s((size * PORT_BITS) / 32);
    this.firstSeconds = float64s(size);
    this.lastSeconds = float64s(size);
    this.usual = float64s(size);
    this.learnt = float64s(size);
    this.markTimes = float64s(size);
    this.markPackets = float64s(size);
    this.active = int32s(size + 1);
    this.isActive = uint8s(size);
  }

  add(
    target: Handle,
    source: Handle,
    port: number,
    kind: number,
    /** 1 from an address that no host has, else 0. */
    impossible: number,
    /** 1 for what looks like an answer of a service that forged questions are sent to, else 0. */
    reflected: number,
    tick: number,
    time: EpochMs,
    packet: number,
  ): void {
    const place = this.locate(target, kind, tick, time);
    this.impossible[place] = (this.impossible[place] as number) + impossible;
    this.reflected[place] = (this.reflected[place] as number) + reflected;
    this.active[this.activeCount] = place;
    this.activeCount += 1 - (this.isActive[place] as number);
    this.isActive[place] = 1;
    this.counts[place] = (this.counts[place] as number) + 1;
    this.slide(place, time);
    if ((this.sliding[place] as number) >= FLOOR && this.markPackets[place] === 0) {
      this.markTimes[place] = time;
      this.markPackets[place] = packet;
      this.onMark();
    }
    this.watch(place, source);
    const bit = mix(source) & (BITS - 1);
    const byte = place * (BITS / 8) + (bit >> 3);
    this.bits[byte] = (this.bits[byte] as number) | (1 << (bit & 7));
    if (kind === FLOOD_UDP) this.markPort(place, port);
    if (this.ports[place] === port) {
      this.portVotes[place] = (this.portVotes[place] as number) + 1;
      this.portCounts[place] = (this.portCounts[place] as number) + 1;
    } else if ((this.portVotes[place] as number) > 0)
      this.portVotes[place] = (this.portVotes[place] as number) - 1;
    else {
      this.ports[place] = port;
      this.portVotes[place] = 1;
      this.portCounts[place] = 1;
    }
  }

  /** A handshake with this target was completed, or a datagram answered. */
  complete(target: Handle, kind: number, tick: number): void {
    const place = this.find(target, kind, tick);
    if (place !== NOWHERE) this.completed[place] = (this.completed[place] as number) + 1;
  }

  /** This target refused one. */
  refuse(target: Handle, kind: number, tick: number): void {
    const place = this.find(target, kind, tick);
    if (place !== NOWHERE) this.refused[place] = (this.refused[place] as number) + 1;
  }

  /** A second is over: `second` begins. */
  turn(second: number): void {
    const count = this.activeCount;
    this.activeCount = 0;
    for (let at = 0; at < count; at++) {
      const place = this.active[at] as number;
      this.isActive[place] = 0;
      this.close(place, second - 1);
    }
  }

  private close(place: number, second: number): void {
    const count = this.counts[place] as number;
    if (count === 0) return;
    const rate = this.peaks[place] as number;
    const history = second - (this.firstSeconds[place] as number);
    this.forget(place, second);
    const usual = this.usual[place] as number;
    const learnt = this.learnt[place] as number;
    if (rate >= FLOOR) this.tell(place, count, rate, history, learnt === 0 ? 0 : usual / learnt);
    const isHealthy = count < FLOOR || (this.completed[place] as number) >= HEALTHY * count;
    if (isHealthy) {
      this.usual[place] = usual + (count - usual) * WEIGHT;
      this.learnt[place] = learnt + (1 - learnt) * WEIGHT;
    }
    this.lastSeconds[place] = second;
    this.counts[place] = 0;
    this.completed[place] = 0;
    this.refused[place] = 0;
    this.impossible[place] = 0;
    this.reflected[place] = 0;
    this.peaks[place] = 0;
    this.markPackets[place] = 0;
    this.portVotes[place] = 0;
    this.portCounts[place] = 0;
    this.watchedCounts.fill(0, place * WATCHED, (place + 1) * WATCHED);
    this.bits.fill(0, (place * BITS) / 8, ((place + 1) * BITS) / 8);
    this.portBits[2 * place] = 0;
    this.portBits[2 * place + 1] = 0;
  }

  private tell(place: number, count: number, rate: number, history: number, usual: number): void {
    const most = this.dominant(place, count);
    const source = most?.handle === this.targets[place] ? null : most;
    const isOnePort = 2 * (this.portCounts[place] as number) >= count;
    const kind = this.kinds[place] as number;
    const sources = this.estimateSources(place);
    if (kind !== FLOOD_ICMP && !isOnePort && (source !== null || sources <= FEW_SOURCES)) return;
    this.onSight({
      kind: KINDS[kind] as FloodKind,
      target: this.targets[place] as number,
      port: kind === FLOOD_ICMP || !isOnePort ? NO_PORT : (this.ports[place] as number),
      ports: this.estimatePorts(place),
      source: source?.handle ?? null,
      sources,
      packets: source?.count ?? count,
      rate,
      completed: Math.min(1, (this.completed[place] as number) / count),
      refused: Math.min(1, (this.refused[place] as number) / count),
      impossible: (this.impossible[place] as number) / count,
      reflected: (this.reflected[place] as number) / count,
      history,
      timesUsual: usual > 0 ? rate / usual : 0,
      time: this.markTimes[place] as number,
      packet: this.markPackets[place] as number,
    });
  }

  /** The seconds in which nothing came count as well. */
  private forget(place: number, second: number): void {
    const quiet = second - (this.lastSeconds[place] as number) - 1;
    if (quiet <= 0) return;
    const rest = (1 - WEIGHT) ** Math.min(quiet, 1000);
    this.usual[place] = (this.usual[place] as number) * rest;
    this.learnt[place] = 1 - (1 - (this.learnt[place] as number)) * rest;
  }

  private dominant(place: number, count: number): { readonly handle: Handle; readonly count: number } | null {
    const base = place * WATCHED;
    let best = base;
    for (let at = base; at < base + WATCHED; at++) {
      if ((this.watchedCounts[at] as number) > (this.watchedCounts[best] as number)) best = at;
    }
    const sure = (this.watchedCounts[best] as number) - (this.watchedErrors[best] as number);
    return 2 * sure >= count ? { handle: this.watched[best] as number, count: sure } : null;
  }

  private estimateSources(place: number): number {
    let empty = BITS;
    const base = (place * BITS) / 8;
    for (let at = base; at < base + BITS / 8; at++) empty -= bitsIn(this.bits[at] as number);
    return Math.round(BITS * Math.log(BITS / Math.max(empty, 1)));
  }

  private markPort(place: number, port: number): void {
    const bit = mix(port) & (PORT_BITS - 1);
    const at = 2 * place + (bit >> 5);
    this.portBits[at] = (this.portBits[at] as number) | (1 << (bit & 31));
  }

  private estimatePorts(place: number): number {
    const [low, high] = [this.portBits[2 * place] as number, this.portBits[2 * place + 1] as number];
    const empty = PORT_BITS - bitsIn(low) - bitsIn(high);
    return Math.round(PORT_BITS * Math.log(PORT_BITS / Math.max(empty, 1)));
  }

  /** Space-saving: who is not watched takes the place of the one seen least. */
  private watch(place: number, source: Handle): void {
    const { watched, watchedCounts } = this;
    const base = place * WATCHED;
    let least = base;
    for (let at = base; at < base + WATCHED; at++) {
      if (watched[at] === source && watchedCounts[at] !== 0) {
        watchedCounts[at] = (watchedCounts[at] as number) + 1;
        return;
      }
      if ((watchedCounts[at] as number) < (watchedCounts[least] as number)) least = at;
    }
    watched[least] = source;
    this.watchedErrors[least] = watchedCounts[least] as number;
    watchedCounts[least] = (watchedCounts[least] as number) + 1;
  }

  private slide(place: number, time: EpochMs): void {
    const last = this.lastPart[place] as number;
    // What comes late counts with the newest.
    const part = Math.max(last, this.partOf(time));
    for (let next = Math.max(last + 1, part - PARTS + 1); next <= part; next++) this.drop(place, next);
    this.lastPart[place] = part;
    const at = place * PARTS + ((part >>> 0) % PARTS);
    this.parts[at] = (this.parts[at] as number) + 1;
    const sum = (this.sliding[place] as number) + 1;
    this.sliding[place] = sum;
    if (sum > (this.peaks[place] as number)) this.peaks[place] = sum;
  }

  /** What came in the part of which this one takes the place is over a second ago. */
  private drop(place: number, part: number): void {
    const at = place * PARTS + ((part >>> 0) % PARTS);
    this.sliding[place] = (this.sliding[place] as number) - (this.parts[at] as number);
    this.parts[at] = 0;
  }

  /** Whole numbers of 32 bits: a remainder of larger ones takes as long as the rest of a packet. */
  private partOf(time: EpochMs): number {
    this.origin ??= Math.floor(time / 1000) * 1000;
    return ((time - this.origin) / PART_MS + MIDDLE) | 0;
  }

  private locate(target: Handle, kind: number, tick: number, time: EpochMs): number {
    const first = mix(target + kind);
    const second = mix(target ^ 0x55aa55aa) ^ kind || 1;
    const found = this.table.find(first, second, tick);
    if (found !== NOWHERE) return found;
    const place = this.table.place(first, second, tick);
    if (this.counts[place] !== 0) {
      this.displaced++;
      this.close(place, Math.floor(time / 1000));
    }
    this.targets[place] = target;
    this.kinds[place] = kind;
    this.parts.fill(0, place * PARTS, (place + 1) * PARTS);
    this.lastPart[place] = this.partOf(time);
    this.sliding[place] = 0;
    this.peaks[place] = 0;
    this.refused[place] = 0;
    this.completed[place] = 0;
    this.markPackets[place] = 0;
    this.ports[place] = NO_PORT;
    this.firstSeconds[place] = Math.floor(time / 1000);
    this.lastSeconds[place] = Math.floor(time / 1000) - 1;
    this.usual[place] = 0;
    this.learnt[place] = 0;
    return place;
  }

  private find(target: Handle, kind: number, tick: number): number {
    return this.table.find(mix(target + kind), mix(target ^ 0x55aa55aa) ^ kind || 1, tick);
  }
}

function bitsIn(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
