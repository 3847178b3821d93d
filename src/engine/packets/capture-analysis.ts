import type { EpochMs } from '../../model/time.ts';
import { Amplifiers } from './amplifiers.ts';
import { Connections } from './analysis/connections.ts';
import { FLOOD_FRAGMENT, Floods } from './analysis/floods.ts';
import { Scans } from './analysis/scans.ts';
import { COMPLETED, PACKETS, Senders, TARGETS } from './analysis/senders.ts';
import type { PacketSink, RawPacket } from './capture/raw-packet.ts';
import { CaptureReader } from './capture/reader.ts';
import { DatagramWatch } from './datagram-watch.ts';
import { impossibleSource, isToMany } from './decode/addressing.ts';
import { Decoded, ICMP, ICMPV6, TCP, UDP } from './decode/decoded.ts';
import { decodeLink } from './decode/link.ts';
import { floodFinding, type Naming, scanFinding } from './findings.ts';
import { Fragments } from './fragments.ts';
import { IcmpTunnels } from './icmp-tunnels.ts';
import { IcmpWatch } from './icmp-watch.ts';
import { LanWatch } from './lan/watch.ts';
import { LoginWatch } from './login-watch.ts';
import { PayloadWatch } from './payload-watch.ts';
import { RareWatch } from './rare-watch.ts';
import type { PacketFinding, PacketRecord } from './records.ts';
import { Samples } from './samples.ts';
import { Sights } from './sights.ts';
import { Addresses, type Handle, placeOf } from './table/addresses.ts';
import { TcpWatch } from './tcp-watch.ts';
import { Tunnels } from './tunnels.ts';

/** Tunnels within tunnels are followed so far. */
const MOST_LAYERS = 4;
/**
 * For so many packets, each one looks whether a second is over: a call that V8 has not seen when it compiles the way of a
 * packet would make it compile all of that again.
 */
const PACKETS_TO_LEARN = 16;

type CaptureOptions = {
  /** The seed of all hashes. Secret, so that nobody can choose addresses that collide. */
  readonly seed: number;
  /** Places in the table of addresses, a power of two; everything else follows. */
  readonly addresses: number;
  readonly emit: (record: PacketRecord) => void;
  /** Packets before or after are not looked at. */
  readonly since: EpochMs | null;
  readonly until: EpochMs | null;
};

/** Reads one capture and finds what rules should see, in one pass and within memory that does not grow with it. */
export class CaptureAnalysis implements PacketSink {
  readonly reader = new CaptureReader(this);
  readonly addresses: Addresses;
  readonly senders: Senders;
  readonly connections: Connections;
  readonly tunnels = new Tunnels();
  readonly samples = new Samples();
  readonly sights = new Sights();
  readonly lan: LanWatch;
  readonly logins: LoginWatch;
  readonly pings: IcmpTunnels;
  readonly scans: Scans;
  readonly floods: Floods;
  readonly tcp: TcpWatch;
  readonly amplifiers: Amplifiers;
  readonly naming: Naming;
  packets = 0;
  bytes = 0;
  cut = 0;
  arpPackets = 0;
  evictedAddresses = 0;
  readonly protocols = new Float64Array(256);
  /** How many packets could not be followed, by kind (`UNKNOWN_KINDS`) and value. */
  readonly unknown = new Map<number, number>();
  private readonly decoded = new Decoded();
  readonly payloads: PayloadWatch;
  private readonly datagrams: DatagramWatch;
  private readonly icmp: IcmpWatch;
  private readonly rare: RareWatch;
  private readonly fragments = new Fragments();
  private raw: RawPacket = this.reader.packet;
  /** Times of the first and the last packet, once there is one. Numbers only: V8 would make an object of each otherwise. */
  private earliest: EpochMs = 0.5;
  private latest: EpochMs = 0.5;
  private origin: EpochMs = 0.5;
  private tick = 0;
  private nextTurn: EpochMs = Number.NEGATIVE_INFINITY;
  private nextLook: EpochMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: CaptureOptions) {
    const { addresses, seed, emit } = options;
    this.addresses = new Addresses(addresses, seed);
    this.senders = new Senders(addresses);
    this.connections = new Connections(Math.max(1024, addresses >> 2));
    const naming: Naming = {
      text: (handle) => this.addresses.text(handle),
      tunnel: (handle) => this.tunnels.name(this.addresses.tunnel(handle)),
    };
    this.naming = naming;
    const keep = (): void => this.samples.keep(this.raw);
    this.scans = new Scans(
      Math.max(256, addresses >> 6),
      (sight) => {
        const place = placeOf(sight.source);
        const { senders } = this;
        this.sights.scan(sight, naming);
        const completed = senders.get(place, COMPLETED) > 0;
        const whole = { completed, hosts: senders.get(place, TARGETS), ports: senders.ports(place) };
        this.find(scanFinding(sight, whole, naming));
      },
      keep,
    );
    this.floods = new Floods(
      Math.max(256, addresses >> 7),
      (sight) => {
        this.sights.flood(sight, naming);
        const isSilent = this.senders.get(placeOf(sight.target), PACKETS) === 0;
        this.find(floodFinding(sight, isSilent, naming));
      },
      keep,
    );
    const isMade = (from: number, to: number): boolean => this.connections.isMade(from, to, this.tick);
    this.payloads = new PayloadWatch({ naming, emit, samples: this.samples, isMade });
    this.lan = new LanWatch({
      text: naming.text,
      onFinding: (finding, raw) => {
        this.samples.keep(raw);
        this.find({ kind: 'finding', time: raw.time, packet: raw.number, user: null, ...finding });
      },
    });
    const find = (finding: PacketFinding, raw: RawPacket): void => {
      this.samples.keep(raw);
      this.find(finding);
    };
    this.logins = new LoginWatch({ naming, find });
    this.pings = new IcmpTunnels({ naming, find });
    this.tcp = new TcpWatch(this);
    this.amplifiers = new Amplifiers({
      naming,
      find: (finding) => this.find(finding),
      keep: (raw) => this.samples.keep(raw),
    });
    this.datagrams = new DatagramWatch(this);
    this.icmp = new IcmpWatch(this);
    this.rare = new RareWatch(this.scans, this.floods);
  }

  get first(): EpochMs | null {
    return this.packets === 0 ? null : this.earliest;
  }

  get last(): EpochMs | null {
    return this.packets === 0 ? null : this.latest;
  }

  push(piece: Uint8Array): void {
    this.reader.push(piece);
  }

  /** Ends the capture: no more packets will come. */
  end(): void {
    this.reader.end();
    this.turn(this.latest + 1000, true);
  }

  /** Nothing came for `elapsed` ms: does now what the next packet would set off. */
  settle(elapsed: number): void {
    if (this.packets === 0) return;
    this.tick += Math.floor(elapsed / 10);
    this.turn(this.latest + elapsed, false);
  }

  packet(raw: RawPacket): void {
    const { time, length } = raw;
    const { since, until } = this.options;
    if ((since !== null && time < since) || (until !== null && time > until)) return;
    if (this.packets === 0) this.begin(time);
    this.earliest = Math.min(this.earliest, time);
    this.latest = Math.max(this.latest, time);
    this.packets++;
    this.bytes += length;
    if (raw.end - raw.start < length) this.cut++;
    this.raw = raw;
    this.tick = ((time - this.origin) / 10) | 0;
    if (time >= this.nextLook) this.look(time);
    const { decoded } = this;
    decoded.clear();
    decodeLink(raw.bytes, raw.start, raw.end, raw.link, decoded);
    this.account(raw, length, 0);
    for (let layer = 1; decoded.tunnel !== -1 && layer < MOST_LAYERS; layer++) {
      const tunnel = this.tunnels.number(decoded.tunnel, decoded.tunnelId);
      this.tunnels.packets[tunnel] = (this.tunnels.packets[tunnel] as number) + 1;
      const { innerStart, innerEnd, innerLink } = decoded;
      decoded.clear();
      decodeLink(raw.bytes, innerStart, innerEnd, innerLink, decoded);
      this.account(raw, innerEnd - innerStart, tunnel);
    }
  }

  private begin(time: EpochMs): void {
    this.earliest = time;
    this.latest = time;
    this.origin = time;
  }

  private account(raw: RawPacket, length: number, tunnel: number): void {
    const { decoded } = this;
    if (decoded.unknown !== -1) this.stopped(raw, tunnel);
    if (decoded.arpStart !== 0) {
      this.arpPackets++;
      this.lan.arp(raw, decoded, this.tick);
    }
    if (decoded.family === 0) return;
    const { protocol } = decoded;
    this.protocols[protocol] = (this.protocols[protocol] as number) + 1;
    if (this.addresses.isFull) this.makeRoom();
    let sender: Handle;
    let receiver: Handle;
    if (decoded.family === 4 && tunnel === 0) {
      if (this.lan.isWaiting) this.lan.sent(raw, decoded);
      sender = this.addresses.plain(decoded.s3);
      receiver = this.addresses.plain(decoded.d3);
    } else {
      const tag = 2 * tunnel + (decoded.family === 6 ? 1 : 0);
      sender = this.addresses.tagged(decoded.s0, decoded.s1, decoded.s2, decoded.s3, tag);
      receiver = this.addresses.tagged(decoded.d0, decoded.d1, decoded.d2, decoded.d3, tag);
    }
    const place = placeOf(sender);
    const { senders } = this;
    const before = senders.sent(place, length);
    if (before < 2 && tunnel === 0) this.lan.host(raw, decoded, before, this.tick);
    if (decoded.isFragment && protocol === TCP && decoded.flags === -1)
      this.fragments.complete(raw.bytes, decoded);
    if (decoded.isFragment) this.part(raw, sender, receiver);
    if (decoded.isLaterFragment) return;
    if (protocol === TCP) {
      if (decoded.flags !== -1) this.tcp.packet(raw, decoded, sender, receiver, tunnel !== 0, this.tick);
    } else if (protocol === UDP) this.datagrams.packet(raw, decoded, sender, receiver, this.tick);
    else if (protocol === ICMP || protocol === ICMPV6)
      this.icmp.packet(raw, decoded, sender, receiver, tunnel, this.tick);
    else this.rare.packet(raw, decoded, sender, receiver, this.tick);
  }

  /** One of the parts that a packet was cut into. Whole packets have a first one; what fills a host's memory has none. */
  private part(raw: RawPacket, sender: Handle, receiver: Handle): void {
    const { decoded, floods, tick } = this;
    if (!decoded.isLaterFragment) floods.complete(receiver, FLOOD_FRAGMENT, tick);
    else if (!isToMany(decoded)) {
      const impossible = impossibleSource(decoded);
      floods.add(receiver, sender, -1, FLOOD_FRAGMENT, impossible, 0, tick, raw.time, raw.number);
    }
  }

  private find(finding: PacketFinding): void {
    this.options.emit(finding);
  }

  private look(time: EpochMs): void {
    if (time >= this.nextTurn) this.turn(time, false);
    this.nextLook = this.packets < PACKETS_TO_LEARN ? Number.NEGATIVE_INFINITY : this.nextTurn;
  }

  private turn(time: EpochMs, isEnd: boolean): void {
    const second = Math.floor(time / 1000);
    this.nextTurn = (second + 1) * 1000;
    this.floods.turn(second, isEnd);
    this.scans.review(this.tick, isEnd);
    this.payloads.turn(time, isEnd);
    this.amplifiers.turn();
  }

  /** Lets go of the addresses that sent least: first of those that sent nothing or a single packet. */
  private makeRoom(): void {
    const { senders, addresses } = this;
    const wanted = addresses.limit >> 2;
    let freed = 0;
    for (let most = 1; freed < wanted; most *= 2) {
      freed += addresses.sweep((place) => {
        const isKept = senders.get(place, PACKETS) > most;
        if (!isKept) senders.clear(place);
        return isKept;
      });
    }
    this.evictedAddresses += freed;
  }

  /** A packet that could not be followed. */
  private stopped(raw: RawPacket, tunnel: number): void {
    const { decoded } = this;
    if (tunnel === 0) this.lan.frame(raw, decoded, this.tick);
    const key = decoded.unknown * 65536 + (decoded.unknownValue & 0xffff);
    const known = this.unknown.get(key);
    if (known !== undefined || this.unknown.size < 1024) this.unknown.set(key, (known ?? 0) + 1);
  }
}
