import {
  type Connections,
  STEP_ANSWERED,
  STEP_CLOSED,
  STEP_COMPLETED,
  STEP_ECHOED,
  STEP_FINISHED,
  STEP_NONE,
  STEP_REFUSED,
  STEP_REFUSED_AGAIN,
  STEP_REPELLED,
  STEP_SERVED,
  STEP_STRANGE,
  STEP_STRAY,
  STEP_TALKED,
} from './analysis/connections.ts';
import { FLOOD_ACK, FLOOD_FIN, FLOOD_RST, FLOOD_SYN, FLOOD_SYN_ACK, type Floods } from './analysis/floods.ts';
import { Repeats } from './analysis/repeats.ts';
import { PROBE_ACK, PROBE_FIN, PROBE_NULL, PROBE_SYN, PROBE_XMAS, type Scans } from './analysis/scans.ts';
import { ANSWERED, COMPLETED, PACKETS, type Senders, SYNS, TARGETS } from './analysis/senders.ts';
import { SynRate } from './analysis/syn-rate.ts';
import type { RawPacket } from './capture/raw-packet.ts';
import { impossibleSource } from './decode/addressing.ts';
import { ACK, type Decoded, FIN, PSH, RST, SYN, URG } from './decode/decoded.ts';
import type { LoginWatch } from './login-watch.ts';
import type { PayloadWatch } from './payload-watch.ts';
import { type Handle, placeOf } from './table/addresses.ts';
import { endOf } from './table/hash.ts';

/** What only segments bring about that are no part of a connection whose beginning was seen. */
const STEPS_OF_STRAYS = STEP_STRAY | STEP_ECHOED | STEP_REPELLED;

/** Where what segments mean is counted. */
type TcpParts = {
  readonly senders: Senders;
  readonly connections: Connections;
  readonly scans: Scans;
  readonly floods: Floods;
  readonly payloads: PayloadWatch;
  readonly logins: LoginWatch;
};

/** Looks at segments of TCP: who asks whom for a connection, and what comes of it. */
export class TcpWatch {
  /** SYN set and ACK clear, outside of tunnels and inside. */
  syn = 0;
  innerSyn = 0;
  /** Outside of tunnels. */
  synAck = 0;
  reset = 0;
  readonly synRate = new SynRate();
  private readonly repeats = new Repeats();
  private readonly senders: Senders;
  private readonly connections: Connections;
  private readonly scans: Scans;
  private readonly floods: Floods;
  private readonly payloads: PayloadWatch;
  private readonly logins: LoginWatch;

  constructor({ senders, connections, scans, floods, payloads, logins }: TcpParts) {
    this.senders = senders;
    this.connections = connections;
    this.scans = scans;
    this.floods = floods;
    this.payloads = payloads;
    this.logins = logins;
  }

  packet(
    raw: RawPacket,
    decoded: Decoded,
    sender: Handle,
    receiver: Handle,
    isInner: boolean,
    tick: number,
  ): void {
    const { flags, sourcePort, targetPort, payloadLength } = decoded;
    const isAsking = (flags & (SYN | ACK)) === SYN;
    if ((flags & (SYN | ACK)) === (SYN | ACK)) {
      if (!isInner) this.synAck++;
    } else if ((flags & (SYN | ACK | RST)) === 0) {
      this.oddProbe(raw, sender, receiver, targetPort, flags, tick);
      this.stray(raw, decoded, sender, receiver, FLOOD_FIN, tick);
      return;
    }
    if ((flags & RST) !== 0 && !isInner) this.reset++;
    const from = endOf(sender, sourcePort);
    const to = endOf(receiver, targetPort);
    const isOneSided = this.senders.get(placeOf(receiver), PACKETS) === 0;
    const steps = this.connections.tcp(from, to, flags, payloadLength, isOneSided, tick);
    if (isAsking) {
      this.repeats.asked(from, to, steps === STEP_NONE);
      this.asked(raw, decoded, sender, receiver, isInner, steps === STEP_NONE, tick);
    } else if (steps !== STEP_NONE) {
      if ((steps & STEPS_OF_STRAYS) !== 0) this.followStray(raw, decoded, steps, sender, receiver, tick);
      const repeated = (steps & STEP_COMPLETED) === 0 ? 0 : this.repeats.of(from, to);
      this.follow(raw, steps, sender, receiver, sourcePort, targetPort, repeated, tick);
      // Each copy of a refusal answers a copy of the question: one alone answers no more than one.
      const isCopy = (steps & STEP_REFUSED_AGAIN) !== 0 && this.repeats.take(from, to);
      if (isCopy) this.floods.refuse(sender, FLOOD_SYN, tick);
    }
    if (decoded.payloadEnd > decoded.payloadStart) {
      const isFirst = (steps & STEP_TALKED) !== 0;
      this.payloads.tcp(raw, decoded, sender, receiver, from, to, isFirst);
    }
    if ((flags & (FIN | RST)) !== 0) this.payloads.closed(from, to);
  }

  private asked(
    raw: RawPacket,
    decoded: Decoded,
    sender: Handle,
    receiver: Handle,
    isInner: boolean,
    /** The same question once more. */
    isAgain: boolean,
    tick: number,
  ): void {
    const { senders, scans } = this;
    const { time, number } = raw;
    const port = decoded.targetPort;
    const place = placeOf(sender);
    if (isInner) this.innerSyn++;
    else this.syn++;
    senders.add(place, SYNS);
    this.synRate.add(time);
    const impossible = impossibleSource(decoded);
    this.floods.add(receiver, sender, port, FLOOD_SYN, impossible, 0, tick, time, number);
    if (isAgain) {
      scans.again(sender, receiver, port, PROBE_SYN, tick);
      return;
    }
    if (!senders.contact(sender, receiver, port, tick)) return;
    const targets = senders.get(place, TARGETS);
    const ports = senders.ports(place);
    const first = senders.firstContact(place);
    // The first one was no probe as long as it stood alone.
    if (ports === 2 && first.target === receiver) {
      scans.probe(sender, receiver, first.port, PROBE_SYN, false, true, tick, time, number);
    }
    if (targets === 2 && first.port === port) {
      scans.probe(sender, first.target, port, PROBE_SYN, true, false, tick, time, number);
    }
    scans.probe(sender, receiver, port, PROBE_SYN, targets > 1, ports > 1, tick, time, number);
  }

  private oddProbe(
    raw: RawPacket,
    sender: Handle,
    receiver: Handle,
    port: number,
    flags: number,
    tick: number,
  ): void {
    const kind =
      flags === 0
        ? PROBE_NULL
        : flags === FIN
          ? PROBE_FIN
          : (flags & (FIN | PSH | URG)) === (FIN | PSH | URG)
            ? PROBE_XMAS
            : -1;
    if (kind !== -1) this.scans.probe(sender, receiver, port, kind, true, true, tick, raw.time, raw.number);
  }

  private followStray(
    raw: RawPacket,
    decoded: Decoded,
    steps: number,
    sender: Handle,
    receiver: Handle,
    tick: number,
  ): void {
    const { floods } = this;
    if ((steps & STEP_STRAY) !== 0) {
      const { flags } = decoded;
      const kind = (flags & SYN) !== 0 ? FLOOD_SYN_ACK : (flags & RST) !== 0 ? FLOOD_RST : FLOOD_ACK;
      this.stray(raw, decoded, sender, receiver, kind, tick);
    } else if ((steps & STEP_ECHOED) !== 0) floods.complete(sender, FLOOD_ACK, tick);
    else {
      floods.refuse(sender, FLOOD_ACK, tick);
      floods.refuse(sender, FLOOD_SYN_ACK, tick);
    }
  }

  private stray(
    raw: RawPacket,
    decoded: Decoded,
    sender: Handle,
    receiver: Handle,
    kind: number,
    tick: number,
  ): void {
    const impossible = impossibleSource(decoded);
    const { time, number } = raw;
    this.floods.add(receiver, sender, decoded.targetPort, kind, impossible, 0, tick, time, number);
  }

  private follow(
    raw: RawPacket,
    steps: number,
    sender: Handle,
    receiver: Handle,
    from: number,
    to: number,
    /** How many asked for the connection once more. */
    repeated: number,
    tick: number,
  ): void {
    const { senders, scans, floods } = this;
    if ((steps & STEP_ANSWERED) !== 0) senders.add(placeOf(receiver), ANSWERED);
    if ((steps & STEP_COMPLETED) !== 0) {
      senders.add(placeOf(sender), COMPLETED);
      floods.complete(receiver, FLOOD_SYN, tick, repeated);
    }
    if ((steps & STEP_REFUSED) !== 0) floods.refuse(sender, FLOOD_SYN, tick);
    if ((steps & STEP_TALKED) !== 0) {
      scans.absolve(sender, receiver, to, PROBE_SYN, tick);
      this.logins.talked(raw, sender, receiver, from, to, tick);
    }
    if ((steps & STEP_SERVED) !== 0) scans.absolve(receiver, sender, from, PROBE_SYN, tick);
    // A server that acknowledges what a restarted gateway has forgotten looks for no ports.
    if ((steps & STEP_STRANGE) !== 0 && from < to) {
      const { time, number } = raw;
      scans.probe(receiver, sender, from, PROBE_ACK, false, true, tick, time, number);
    }
    if ((steps & STEP_FINISHED) !== 0) scans.absolve(sender, receiver, to, PROBE_SYN, tick);
    else if ((steps & STEP_CLOSED) !== 0) scans.absolveHost(sender, receiver, to, PROBE_SYN, tick);
  }
}
