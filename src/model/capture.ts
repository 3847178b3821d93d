import type { SourceId } from './log-record.ts';
import type { DurationMs, EpochMs } from './time.ts';

/** How a TCP connection went, in Zeek's words. */
const CONNECTION_STATES = [
  /** Asked, never answered. */
  'S0',
  /** Established, end not seen. */
  'S1',
  /** Established, ended by who asked, or by who answered, only. */
  'S2',
  'S3',
  /** Established and ended in good order. */
  'SF',
  /** Refused: answered with a reset. */
  'REJ',
  /** Established, reset by who asked (half-open scans end so). */
  'RSTO',
  /** Established, reset by who answered. */
  'RSTR',
  /** Asked, then reset by who asked, never answered. */
  'RSTOS0',
  /** Asked, then ended by who asked, no answer seen; and the other half alone: answered and then ended. */
  'SH',
  'SHR',
  /** Answered, then reset by who answered; nobody was seen to ask. */
  'RSTRH',
  /** Its beginning was not seen. */
  'OTH',
] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** What one address sent, as far as a capture shows. Counts of packets and bytes on the wire. */
export type Talker = {
  /** Canonical address. */
  readonly ip: string;
  /** The tunnel it spoke in (`vxlan 7`), null outside of any: the same address inside and outside is two talkers. */
  readonly tunnel: string | null;
  readonly packets: number;
  readonly bytes: number;
  /** Packets with SYN set and ACK clear. */
  readonly syn: number;
  /** Of its connections: how many got a SYN-ACK, and how many it then completed with an ACK. */
  readonly answered: number;
  readonly completed: number;
  /** Different addresses and ports it sent a SYN to. */
  readonly targets: number;
  readonly ports: number;
};

/** `vertical`: many ports of one host; `horizontal`: one port of many hosts. */
export type ScanKind = 'vertical' | 'horizontal';
/** What the probes were; with `ip` the numbers of protocols stand for ports. */
export type ProbeKind = 'syn' | 'fin' | 'null' | 'xmas' | 'udp' | 'ack' | 'ip' | 'sctp';

/** One source that looked for open ports, as far as it went. */
export type PortScan = {
  readonly kind: ScanKind;
  readonly probe: ProbeKind;
  readonly source: string;
  readonly tunnel: string | null;
  /** The host of a vertical scan, null for a horizontal one. */
  readonly target: string | null;
  /** The port of a horizontal scan, null for a vertical one. */
  readonly port: number | null;
  readonly ports: number;
  readonly hosts: number;
  readonly first: EpochMs;
  readonly last: EpochMs;
  /** Number of its first packet in the capture, from 1. */
  readonly firstPacket: number;
};

/**
 * What a target is flooded with. TCP segments other than SYN count when they belong to no connection; `fin` are FIN, Xmas and
 * those without flags. `icmp-answer`: answers to pings, and errors about what the target did not send. `fragment`: parts of
 * packets without their beginnings. `protocol`: what is neither TCP nor UDP, nor a ping or an answer of ICMP.
 */
export type FloodKind =
  | 'syn'
  | 'udp'
  | 'icmp'
  | 'ack'
  | 'rst'
  | 'fin'
  | 'syn-ack'
  | 'icmp-answer'
  | 'fragment'
  | 'protocol';

/** A target under more packets than it answers. */
export type Flood = {
  readonly kind: FloodKind;
  readonly target: string;
  readonly tunnel: string | null;
  /** The port that got most; null for ICMP, or when they were spread. */
  readonly port: number | null;
  /** The one address that sent at least half of it; null when it came from many (often invented). */
  readonly source: string | null;
  /** Different source addresses in the busiest second, estimated. */
  readonly sources: number;
  readonly packets: number;
  /** Most in any second. */
  readonly peak: number;
  /** Share of the handshakes that were completed, 0 to 1; null for all but SYN. */
  readonly completed: number | null;
  readonly first: EpochMs;
  readonly last: EpochMs;
  readonly firstPacket: number;
};

/** Everything counted of one capture. Lists are capped; `…Total` tells the truth. */
export type CaptureSummary = {
  readonly source: SourceId;
  /** `pcap` or `pcapng`, as found inside any compression; null while nothing was read. */
  readonly format: 'pcap' | 'pcapng' | null;
  readonly linkTypes: readonly string[];
  readonly packets: number;
  /** On the wire. */
  readonly bytes: number;
  /** The capture ended in the middle of a packet, or was damaged. */
  readonly truncated: boolean;
  /** Packets of which less was captured than was on the wire. */
  readonly cut: number;
  readonly first: EpochMs | null;
  readonly last: EpochMs | null;
  /** SYN set and ACK clear; without what was inside of tunnels. */
  readonly syn: number;
  readonly synAck: number;
  readonly reset: number;
  readonly connections: Readonly<Record<ConnectionState, number>>;
  /** Packets by protocol (`tcp`, `udp`, `icmp`, `arp`, …). */
  readonly protocols: Readonly<Record<string, number>>;
  /** Packets that could not be followed to their end, by what they were. */
  readonly unknown: Readonly<Record<string, number>>;
  /** Packets seen inside tunnels, by tunnel. */
  readonly tunnels: Readonly<Record<string, number>>;
  /** Most SYN first; without what was inside of tunnels. */
  readonly synBySource: readonly Talker[];
  readonly synBySourceTotal: number;
  /** SYN of packets inside of tunnels. */
  readonly innerSyn: number;
  readonly innerSynBySource: readonly Talker[];
  readonly innerSynBySourceTotal: number;
  /** Most bytes first. */
  readonly talkers: readonly Talker[];
  readonly talkersTotal: number;
  readonly scans: readonly PortScan[];
  readonly scansTotal: number;
  readonly floods: readonly Flood[];
  readonly floodsTotal: number;
  /** What was let go to stay within memory, by what it was; all zero on a good day. */
  readonly evicted: Readonly<Record<string, number>>;
};

/** A rate over time: the most in any span of `span` that ends within each step. */
export type CaptureRate = {
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly span: DurationMs;
  readonly values: readonly number[];
};

/** One packet that an alert rests on, to be looked at: its first bytes only. */
export type ShownPacket = {
  readonly source: SourceId;
  /** In its capture, from 1. */
  readonly number: number;
  readonly time: EpochMs;
  /** What it is, decoded: one line a layer, outermost first. Untrusted. */
  readonly layers: readonly string[];
  /** The bytes that are kept, two digits each. */
  readonly hex: string;
  /** What follows is a password, and was not kept. */
  readonly isSecret: boolean;
  /** On the wire. */
  readonly length: number;
};
