import type { EpochMs } from '../../model/time.ts';
import {
  Connections,
  STEP_ANSWERED,
  STEP_ASKED,
  STEP_CLOSED,
  STEP_COMPLETED,
  STEP_FINISHED,
  STEP_NONE,
  STEP_REFUSED,
  STEP_SERVED,
  STEP_STRANGE,
  STEP_TALKED,
} from './analysis/connections.ts';
import { FLOOD_ICMP, FLOOD_SYN, FLOOD_UDP, Floods } from './analysis/floods.ts';
import {
  PROBE_ACK,
  PROBE_FIN,
  PROBE_NULL,
  PROBE_SYN,
  PROBE_UDP,
  PROBE_XMAS,
  Scans,
} from './analysis/scans.ts';
import { ANSWERED, COMPLETED, PACKETS, Senders, SYNS, TARGETS } from './analysis/senders.ts';
import { SynRate } from './analysis/syn-rate.ts';
import type { PacketSink, RawPacket } from './capture/raw-packet.ts';
import { CaptureReader } from './capture/reader.ts';
import { impossibleSource, isToMany, looksReflected, mayAsk } from './decode/addressing.ts';
import { ACK, Decoded, FIN, ICMP, ICMPV6, PSH, RST, SYN, TCP, UDP, URG } from './decode/decoded.ts';
import { decodeLink } from './decode/link.ts';
import { arpFinding, floodFinding, type Naming, scanFinding } from './findings.ts';
import { Fragments } from './fragments.ts';
import { ArpWatch } from './payload/arp.ts';
import { PayloadWatch } from './payload-watch.ts';
import type { PacketFinding, PacketRecord } from './records.ts';
import { Samples } from './samples.ts';
import { Sights } from './sights.ts';
import { Addresses, type Handle, placeOf } from './table/addresses.ts';
import { endOf } from './table/hash.ts';
import { Tunnels } from './tunnels.ts';

/** Tunnels within tunnels are followed so far. */
const MOST_LAYERS = 4;
const DNS = 53;
/** The other end of what goes to many. */
const ANYBODY = 0x5bd1e995;
/** A call that V8 has not seen before it compiles the way of a packet makes it compile all of it again. */
const PACKETS_TO_LEARN = 16;
const UNREACHABLE = 3;
const UNREACHABLE_V6 = 1;

export type CaptureOptions = {
  /** Secret: nobody shall choose addresses that collide. */
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
  readonly synRate = new SynRate();
  readonly arp = new ArpWatch();
  readonly scans: Scans;
  readonly floods: Floods;
  readonly naming: Naming;
  packets = 0;
  bytes = 0;
  cut = 0;
  syn = 0;
  /** Inside of tunnels; not in `syn`. */
  innerSyn = 0;
  synAck = 0;
  reset = 0;
  arpPackets = 0;
  evictedAddresses = 0;
  readonly protocols = new Float64Array(256);
  /** By kind and value. */
  readonly unknown = new Map<number, number>();
  private readonly decoded = new Decoded();
  readonly payloads: PayloadWatch;
  private readonly fragments = new Fragments();
  private raw: RawPacket = this.reader.packet;
  /** Times of the first and the last packet, once there is one. Numbers only: V8 would make an object of each otherwise. */
  private earliest: EpochMs = 0.5;
  private latest: EpochMs = 0.5;
  private origin: EpochMs = 0.5;
  private tick = 0;
  /** Number of the tunnel whose inside is looked at. */
  private tunnel = 0;
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
    this.payloads = new PayloadWatch({ naming, emit, samples: this.samples });
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

  /** No more will come. */
  end(): void {
    this.reader.end();
    this.turn(this.latest + 1000, true);
  }

  /** Nothing came for so long: what a later packet would bring about is brought about now. */
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
    this.tunnel = tunnel;
    if (decoded.unknown !== -1) this.countUnknown(decoded.unknown * 65536 + (decoded.unknownValue & 0xffff));
    if (decoded.arpStart !== 0) {
      this.arpPackets++;
      const sight = this.arp.read(raw.bytes, decoded.arpStart, this.tick);
      if (sight) {
        this.samples.keep(raw);
        this.find(arpFinding(sight, raw.time, raw.number));
      }
    }
    if (decoded.family === 0) return;
    const { protocol } = decoded;
    this.protocols[protocol] = (this.protocols[protocol] as number) + 1;
    if (this.addresses.isFull) this.makeRoom();
    let sender: Handle;
    let receiver: Handle;
    if (decoded.family === 4 && tunnel === 0) {
      sender = this.addresses.plain(decoded.s3);
      receiver = this.addresses.plain(decoded.d3);
    } else {
      const tag = 2 * tunnel + (decoded.family === 6 ? 1 : 0);
      sender = this.addresses.tagged(decoded.s0, decoded.s1, decoded.s2, decoded.s3, tag);
      receiver = this.addresses.tagged(decoded.d0, decoded.d1, decoded.d2, decoded.d3, tag);
    }
    const place = placeOf(sender);
    const { senders } = this;
    senders.sent(place, length);
    if (decoded.isFragment && protocol === TCP && decoded.flags === -1)
      this.fragments.complete(raw.bytes, decoded);
    if (decoded.isLaterFragment) return;
    if (protocol === TCP) {
      if (decoded.flags !== -1) this.tcp(raw, sender, receiver);
    } else if (protocol === UDP) this.udp(raw, sender, receiver);
    else if (protocol === ICMP || protocol === ICMPV6) this.icmp(raw, sender, receiver);
  }

  private tcp(raw: RawPacket, sender: Handle, receiver: Handle): void {
    const { decoded, senders, tick } = this;
    const { flags, sourcePort, targetPort, payloadLength } = decoded;
    if ((flags & (SYN | ACK)) === SYN) this.asked(raw, sender, receiver, targetPort);
    else if ((flags & SYN) !== 0) {
      if (this.tunnel === 0) this.synAck++;
    } else if ((flags & (ACK | RST)) === 0) {
      this.oddProbe(raw, sender, receiver, targetPort, flags);
      return;
    }
    if ((flags & RST) !== 0 && this.tunnel === 0) this.reset++;
    const from = endOf(sender, sourcePort);
    const to = endOf(receiver, targetPort);
    const isOneSided = senders.get(placeOf(receiver), PACKETS) === 0;
    const steps = this.connections.tcp(from, to, flags, payloadLength, isOneSided, tick);
    if (steps !== STEP_NONE) this.follow(steps, sender, receiver, sourcePort, targetPort);
    if (decoded.payloadEnd > decoded.payloadStart) {
      const isFirst = (steps & STEP_TALKED) !== 0;
      this.payloads.tcp(raw, decoded, sender, receiver, from, to, isFirst);
    }
    if ((flags & (FIN | RST)) !== 0) this.payloads.closed(from, to);
  }

  private asked(raw: RawPacket, sender: Handle, receiver: Handle, port: number): void {
    const { senders, tick } = this;
    const place = placeOf(sender);
    if (this.tunnel === 0) this.syn++;
    else this.innerSyn++;
    senders.add(place, SYNS);
    this.synRate.add(raw.time);
    const impossible = impossibleSource(this.decoded);
    this.floods.add(receiver, sender, port, FLOOD_SYN, impossible, 0, tick, raw.time, raw.number);
    if (!senders.contact(sender, receiver, port, tick)) return;
    const targets = senders.get(place, TARGETS);
    const ports = senders.ports(place);
    const { scans } = this;
    const first = senders.firstContact(place);
    // The first one was no probe as long as it stood alone.
    if (ports === 2 && first.target === receiver) {
      scans.probe(sender, receiver, first.port, PROBE_SYN, false, true, tick, raw.time, raw.number);
    }
    if (targets === 2 && first.port === port) {
      scans.probe(sender, first.target, port, PROBE_SYN, true, false, tick, raw.time, raw.number);
    }
    scans.probe(sender, receiver, port, PROBE_SYN, targets > 1, ports > 1, tick, raw.time, raw.number);
  }

  private oddProbe(raw: RawPacket, sender: Handle, receiver: Handle, port: number, flags: number): void {
    const kind =
      flags === 0
        ? PROBE_NULL
        : flags === FIN
          ? PROBE_FIN
          : (flags & (FIN | PSH | URG)) === (FIN | PSH | URG)
            ? PROBE_XMAS
            : -1;
    if (kind !== -1)
      this.scans.probe(sender, receiver, port, kind, true, true, this.tick, raw.time, raw.number);
  }

  private follow(steps: number, sender: Handle, receiver: Handle, from: number, to: number): void {
    const { senders, scans, floods, tick } = this;
    if ((steps & STEP_ANSWERED) !== 0) senders.add(placeOf(receiver), ANSWERED);
    if ((steps & STEP_COMPLETED) !== 0) {
      senders.add(placeOf(sender), COMPLETED);
      floods.complete(receiver, FLOOD_SYN, tick);
    }
    if ((steps & STEP_REFUSED) !== 0) floods.refuse(sender, FLOOD_SYN, tick);
    if ((steps & STEP_TALKED) !== 0) scans.absolve(sender, receiver, to, PROBE_SYN, tick);
    if ((steps & STEP_SERVED) !== 0) scans.absolve(receiver, sender, from, PROBE_SYN, tick);
    // A server that acknowledges what a restarted gateway has forgotten looks for no ports.
    if ((steps & STEP_STRANGE) !== 0 && from < to) {
      const { time, number } = this.raw;
      scans.probe(receiver, sender, from, PROBE_ACK, false, true, tick, time, number);
    }
    if ((steps & STEP_FINISHED) !== 0) scans.absolve(sender, receiver, to, PROBE_SYN, tick);
    else if ((steps & STEP_CLOSED) !== 0) scans.absolveHost(sender, receiver, to, PROBE_SYN, tick);
  }

  private udp(raw: RawPacket, sender: Handle, receiver: Handle): void {
    const { decoded, tick, scans } = this;
    const { sourcePort, targetPort } = decoded;
    const from = endOf(sender, sourcePort) ^ UDP;
    if (isToMany(decoded)) {
      this.connections.udp(from, ANYBODY, tick);
      return;
    }
    const to = endOf(receiver, targetPort) ^ UDP;
    const step = this.connections.udp(from, to, tick);
    const impossible = impossibleSource(decoded);
    const reflected = looksReflected(sourcePort, targetPort);
    this.floods.add(
      receiver,
      sender,
      targetPort,
      FLOOD_UDP,
      impossible,
      reflected,
      tick,
      raw.time,
      raw.number,
    );
    this.floods.complete(sender, FLOOD_UDP, tick);
    if (step === STEP_ANSWERED) scans.absolve(receiver, sender, sourcePort, PROBE_UDP, tick);
    // Who asked everybody is answered by anybody.
    const isAsking = step === STEP_ASKED && mayAsk(sourcePort, targetPort);
    if (isAsking && !this.connections.hasAsked(to, ANYBODY, tick)) {
      scans.probe(sender, receiver, targetPort, PROBE_UDP, true, true, tick, raw.time, raw.number);
    }
    if (sourcePort === DNS || targetPort === DNS) this.payloads.dns(raw, decoded, sender, receiver);
  }

  private icmp(raw: RawPacket, sender: Handle, receiver: Handle): void {
    const { decoded, tick } = this;
    const isV6 = decoded.protocol === ICMPV6;
    if (isToMany(decoded)) return;
    if (decoded.icmpType === (isV6 ? 128 : 8)) {
      const impossible = impossibleSource(decoded);
      this.floods.add(receiver, sender, -1, FLOOD_ICMP, impossible, 0, tick, raw.time, raw.number);
    } else if (decoded.icmpType === (isV6 ? 129 : 0)) this.floods.complete(sender, FLOOD_ICMP, tick);
    else if (decoded.icmpType === (isV6 ? UNREACHABLE_V6 : UNREACHABLE)) {
      this.floods.refuse(sender, FLOOD_UDP, tick);
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
    this.floods.turn(second);
    this.scans.review(this.tick, isEnd);
    this.payloads.turn(time, isEnd);
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

  private countUnknown(key: number): void {
    const known = this.unknown.get(key);
    if (known !== undefined || this.unknown.size < 1024) this.unknown.set(key, (known ?? 0) + 1);
  }
}
