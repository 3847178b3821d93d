import type { FloodKind } from '../../../model/capture.ts';
import type { EpochMs } from '../../../model/time.ts';
import { float64s, int32s, uint8s, uint32s } from '../../arrays/uncounted-arrays.ts';
import type { Handle } from '../table/addresses.ts';
import { mix } from '../table/hash.ts';
import { NOWHERE, SetTable } from '../table/set-table.ts';
import { Distinct } from './distinct.ts';
import { MainSenders } from './main-senders.ts';
import { SlidingSecond } from './sliding-second.ts';
import { UsualRate } from './usual-rate.ts';

const KINDS: readonly FloodKind[] = [
  ...(['syn', 'udp', 'icmp', 'ack', 'rst', 'fin', 'syn-ack', 'icmp-answer', 'fragment', 'protocol'] as const),
];
export const FLOOD_SYN = 0;
export const FLOOD_UDP = 1;
export const FLOOD_ICMP = 2;
/** Segments of connections whose beginning was not seen, by what they claim to be. */
export const FLOOD_ACK = 3;
export const FLOOD_RST = 4;
/** FIN, Xmas, no flags at all: what no program sends. */
export const FLOOD_FIN = 5;
export const FLOOD_SYN_ACK = 6;
/** Answers to pings, and errors about what the target was not seen to send. */
export const FLOOD_ICMP_ANSWER = 7;
/** Parts of packets; the first part of each counts as their answer. */
export const FLOOD_FRAGMENT = 8;
/** Everything else; the protocol stands where others have a port, and the port of SCTP above its eight bits. */
export const FLOOD_PROTOCOL = 9;
/** What has no ports. */
const WITHOUT_PORTS: ReadonlySet<number> = new Set([FLOOD_ICMP, FLOOD_ICMP_ANSWER, FLOOD_FRAGMENT]);

/** A target that gets fewer packets in a second is not reported: this is below any threshold that a rule should have. */
const FLOOR = 20;
/** From no more than this many senders to many ports it is a port scan, perhaps with decoys. */
const FEW_SOURCES = 16;
/** Bits for counting different senders in a second: good for about 2,000. */
const SOURCE_BITS = 512;
/** Bits for counting ports of datagrams: enough to tell one service from a dozen. */
const PORT_BITS = 64;
/** Share of completed handshakes below which a second is not typical, and changes nothing of what counts as usual. */
const HEALTHY = 0.2;
/** The phases of a target: no flood, the second in which one began, or the seconds after it. */
const CALM = 0;
const RISING = 1;
const BUSY = 2;
const NO_PORT = -1;

/**
 * What rules judge: one second of one target in which many packets came. If the flood began in the second before, what came
 * at its end is included.
 */
export type FloodSight = {
  readonly kind: FloodKind;
  readonly target: Handle;
  /** The port that got at least half; -1 when they were spread. */
  readonly port: number;
  /** Of what is named by its protocol: the one of at least half. */
  readonly protocol: number | null;
  /** Different ports, about; of datagrams only. */
  readonly ports: number;
  /** Who sent at least half; null when it came from many, or in the name of the target itself. */
  readonly source: Handle | null;
  readonly sources: number;
  /** Packets in this second; those of the one source if there is one. */
  readonly packets: number;
  /** The highest number of packets within any 1000 ms that ended in this second. */
  readonly rate: number;
  /** Handshakes completed for each SYN; of others, those that got an answer which is no refusal (of fragments, a beginning); 0 to 1. */
  readonly completed: number;
  /** Of the packets, those that were refused (a reset, or ICMP unreachable); 0 to 1. */
  readonly refused: number;
  /** Of the packets, those from addresses that no host has; 0 to 1. */
  readonly impossible: number;
  /** Of the packets, those that look like answers of services that forged questions are sent to; 0 to 1. */
  readonly reflected: number;
  /** Seconds that the target has been watched. */
  readonly history: number;
  /** How many times the usual number of packets came; 0 when nothing is usual for this target. */
  readonly timesUsual: number;
  /** The packet with which the number reached `FLOOR`. */
  readonly time: EpochMs;
  readonly packet: number;
};

/** Counts what comes at each target, second by second. */
export class Floods {
  displaced = 0;
  private readonly table: SetTable;
  private readonly targets: Int32Array;
  private readonly kinds: Uint8Array;
  private readonly sliding: SlidingSecond;
  private readonly counts: Uint32Array;
  private readonly completed: Uint32Array;
  /** Of what asked for completed handshakes, packets beyond the first of each. */
  private readonly repeated: Uint32Array;
  private readonly refused: Uint32Array;
  private readonly impossible: Uint32Array;
  private readonly reflected: Uint32Array;
  private readonly senders: MainSenders;
  private readonly sources: Distinct;
  private readonly ports: Int32Array;
  private readonly portVotes: Int32Array;
  private readonly portCounts: Uint32Array;
  private readonly differentPorts: Distinct;
  private readonly firstSeconds: Float64Array;
  private readonly lastSeconds: Float64Array;
  private readonly usual: UsualRate;
  private readonly markTimes: Float64Array;
  private readonly markPackets: Float64Array;
  /** The targets that got packets in this second. */
  private readonly active: Int32Array;
  private activeCount = 0;
  private readonly isActive: Uint8Array;
  private readonly phases: Uint8Array;
  private lastTurn = 0;
  /** For each target in a flood, what was reported of the second before. */
  private readonly told = new Map<number, FloodSight>();

  constructor(
    size: number,
    private readonly onSight: (sight: FloodSight) => void,
    /** The packet that is added now is the one that its sight will name. */
    private readonly onMark: () => void,
  ) {
    this.table = new SetTable(size);
    this.targets = int32s(size);
    this.kinds = uint8s(size);
    this.sliding = new SlidingSecond(size);
    this.counts = uint32s(size);
    this.completed = uint32s(size);
    this.repeated = uint32s(size);
    this.refused = uint32s(size);
    this.impossible = uint32s(size);
    this.reflected = uint32s(size);
    this.senders = new MainSenders(size);
    this.sources = new Distinct(size, SOURCE_BITS);
    this.ports = int32s(size);
    this.portVotes = int32s(size);
    this.portCounts = uint32s(size);
    this.differentPorts = new Distinct(size, PORT_BITS);
    this.firstSeconds = float64s(size);
    this.lastSeconds = float64s(size);
    this.usual = new UsualRate(size);
    this.markTimes = float64s(size);
    this.markPackets = float64s(size);
    this.active = int32s(size + 1);
    this.isActive = uint8s(size);
    this.phases = uint8s(size);
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
    if (this.sliding.add(place, time) >= FLOOR && this.markPackets[place] === 0) {
      this.markTimes[place] = time;
      this.markPackets[place] = packet;
      this.onMark();
    }
    this.senders.add(place, source);
    this.sources.add(place, source);
    if (kind === FLOOD_UDP) this.differentPorts.add(place, port);
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

  /** A handshake with this target was completed, or a datagram answered. `repeated`: the packets that asked once more. */
  complete(target: Handle, kind: number, tick: number, repeated = 0): void {
    const place = this.find(target, kind, tick);
    if (place === NOWHERE) return;
    this.completed[place] = (this.completed[place] as number) + 1;
    this.repeated[place] = (this.repeated[place] as number) + repeated;
  }

  /** This target refused one. */
  refuse(target: Handle, kind: number, tick: number): void {
    const place = this.find(target, kind, tick);
    if (place !== NOWHERE) this.refused[place] = (this.refused[place] as number) + 1;
  }

  /** Ends the current second and begins `second`. */
  turn(second: number, isEnd: boolean): void {
    const count = this.activeCount;
    // No packet came since: empty seconds are not gone through one by one.
    const over = Math.min(this.lastTurn, second - 1);
    const isNext = !isEnd && over === second - 1;
    this.lastTurn = second;
    this.activeCount = 0;
    for (let at = 0; at < count; at++) {
      const place = this.active[at] as number;
      this.isActive[place] = 0;
      if (isNext && this.begins(place, over)) this.keep(place, over);
      else this.close(place, over);
    }
  }

  /**
   * Whether a flood began within this second. Then only its last part was busy: by itself it may be below a rule's threshold,
   * and would be missing in what the rule counts.
   */
  private begins(place: number, second: number): boolean {
    const wasBusy = this.phases[place] !== CALM && this.lastSeconds[place] === second - 1;
    return !wasBusy && this.sliding.peak(place) >= FLOOR;
  }

  /** Keeps the second, to be reported together with the one that follows. */
  private keep(place: number, second: number): void {
    this.phases[place] = RISING;
    this.usual.pass(place, second - (this.lastSeconds[place] as number) - 1);
    this.lastSeconds[place] = second;
    this.isActive[place] = 1;
    this.active[this.activeCount++] = place;
  }

  private close(place: number, second: number): void {
    const count = this.counts[place] as number;
    if (count === 0) return;
    const rate = this.sliding.peak(place);
    const history = second - (this.firstSeconds[place] as number);
    this.usual.pass(place, second - (this.lastSeconds[place] as number) - 1);
    if (rate >= FLOOR) this.tell(place, second, count, rate, history);
    else this.told.delete(place);
    const isHealthy = count < FLOOR || this.completedShare(place) >= HEALTHY;
    if (isHealthy) this.usual.learn(place, this.phases[place] === RISING ? count / 2 : count);
    this.phases[place] = rate >= FLOOR ? BUSY : CALM;
    this.lastSeconds[place] = second;
    this.counts[place] = 0;
    this.completed[place] = 0;
    this.repeated[place] = 0;
    this.refused[place] = 0;
    this.impossible[place] = 0;
    this.reflected[place] = 0;
    this.sliding.clearPeak(place);
    this.markPackets[place] = 0;
    this.portVotes[place] = 0;
    this.portCounts[place] = 0;
    this.senders.clear(place);
    this.sources.clear(place);
    this.differentPorts.clear(place);
  }

  /**
   * A handshake stands for all that asked for it, and weighs no more than one: whoever repeats what is answered makes the rest
   * look no better answered.
   */
  private completedShare(place: number): number {
    const asked = (this.counts[place] as number) - (this.repeated[place] as number);
    return Math.min(1, (this.completed[place] as number) / Math.max(1, asked));
  }

  private tell(place: number, second: number, count: number, rate: number, history: number): void {
    const before = this.told.get(place);
    const wasBusy = this.phases[place] === BUSY && this.lastSeconds[place] === second - 1;
    if (before && wasBusy && 2 * count < rate) this.tellRest(place, count, rate, before);
    else this.tellWhole(place, count, rate, history);
  }

  /**
   * The end of a flood. Most of its busiest 1000 ms were in the second before and are reported; what little came since is
   * judged like that second. Its own sources and shares say nothing, as when a capture ends with handshakes that are still on
   * their way.
   */
  private tellRest(place: number, count: number, rate: number, before: FloodSight): void {
    const most = this.senders.halfOf(place, count);
    const own = most?.handle === before.source ? (most?.count ?? 0) : 0;
    const packets = before.source === null ? count : own;
    if (packets === 0) return;
    const [time, packet] = [this.markTimes[place] as number, this.markPackets[place] as number];
    this.onSight({ ...before, packets, rate, time, packet });
  }

  private tellWhole(place: number, count: number, rate: number, history: number): void {
    const usual = this.usual.of(place);
    const most = this.senders.halfOf(place, count);
    const source = most?.handle === this.targets[place] ? null : most;
    const isOnePort = 2 * (this.portCounts[place] as number) >= count;
    const kind = this.kinds[place] as number;
    const sources = this.sources.estimate(place);
    const isProtocol = kind === FLOOD_PROTOCOL;
    const value = this.ports[place] as number;
    const hasNoPorts = WITHOUT_PORTS.has(kind);
    this.told.delete(place);
    if (!hasNoPorts && !isOnePort && (source !== null || sources <= FEW_SOURCES)) return;
    const sight: FloodSight = {
      kind: KINDS[kind] as FloodKind,
      target: this.targets[place] as number,
      port: hasNoPorts || !isOnePort ? NO_PORT : isProtocol ? value >>> 8 || NO_PORT : value,
      protocol: isProtocol && isOnePort ? value & 255 : null,
      ports: this.differentPorts.estimate(place),
      source: source?.handle ?? null,
      sources,
      packets: source?.count ?? count,
      rate,
      completed: this.completedShare(place),
      refused: Math.min(1, (this.refused[place] as number) / count),
      impossible: (this.impossible[place] as number) / count,
      reflected: (this.reflected[place] as number) / count,
      history,
      timesUsual: usual > 0 ? rate / usual : 0,
      time: this.markTimes[place] as number,
      packet: this.markPackets[place] as number,
    };
    this.told.set(place, sight);
    this.onSight(sight);
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
    this.sliding.begin(place, time);
    this.refused[place] = 0;
    this.completed[place] = 0;
    this.repeated[place] = 0;
    this.markPackets[place] = 0;
    this.phases[place] = CALM;
    this.told.delete(place);
    this.ports[place] = NO_PORT;
    this.firstSeconds[place] = Math.floor(time / 1000);
    this.lastSeconds[place] = Math.floor(time / 1000) - 1;
    this.usual.begin(place);
    return place;
  }

  private find(target: Handle, kind: number, tick: number): number {
    return this.table.find(mix(target + kind), mix(target ^ 0x55aa55aa) ^ kind || 1, tick);
  }
}
