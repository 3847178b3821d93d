import type { RawPacket } from './capture/raw-packet.ts';
import { REFLECTORS } from './decode/addressing.ts';
import type { Decoded } from './decode/decoded.ts';
import { amplifierFinding, type Naming } from './findings.ts';
import type { PacketFinding } from './records.ts';
import type { Handle } from './table/addresses.ts';
import { mix } from './table/hash.ts';

/** Bytes of the headers of IP and UDP around a datagram's content. */
const HEADERS = 28;
/** Pairs of a server and a client that are counted in one second. */
const MOST_PAIRS = 1024;
/** A pair with fewer questions in a second is not reported. */
const FLOOR = 20;
/** Smaller answers amplify nothing. */
const LEAST_FACTOR = 3;
/** Where the comparison of questions begins: the first two bytes are their number, which changes each time. */
const QUESTION_START = 2;
const QUESTION_END = 66;
/** How many different questions are compared: whoever forges questions uses a few at most. */
const FEW_QUESTIONS = 16;
/** The first few questions of a pair are not compared. Most clients ask no more than these. */
const UNREAD = 4;

type Pair = {
  readonly server: Handle;
  readonly client: Handle;
  readonly port: number;
  /** When the question came with which the pair reached `FLOOR`, and in which packet. */
  time: number;
  packet: number;
  asked: number;
  bytesAsked: number;
  bytesAnswered: number;
  /** How many questions behind the first few were among a handful of different ones. */
  same: number;
  questions: Set<number> | null;
};

/** What a server answered to one address in a second. */
export type AmplifierSight = Readonly<Omit<Pair, 'questions' | 'same'>> & {
  /** Share of the questions that were the same few; 0 to 1. */
  readonly same: number;
};

type AmplifierParts = {
  readonly naming: Naming;
  readonly keep: (raw: RawPacket) => void;
  readonly find: (finding: PacketFinding) => void;
};

/**
 * Counts second by second what services with large answers are asked, in whose name, and how much they answer (reflection and
 * amplification). An attacker forges the same question again and again, and the answers are many times as large.
 */
export class Amplifiers {
  private readonly pairs = new Map<number, Pair>();
  /** 1 for ports of such services. */
  private readonly isService = new Uint8Array(65_536);

  constructor(private readonly parts: AmplifierParts) {
    for (const port of REFLECTORS) this.isService[port] = 1;
  }

  /** Takes a datagram, and counts it if it is a question to such a service, or an answer of one. */
  packet(raw: RawPacket, decoded: Decoded, sender: Handle, receiver: Handle): void {
    const { sourcePort, targetPort } = decoded;
    if (this.isService[targetPort] === 1 && sourcePort !== targetPort)
      this.asked(raw, decoded, sender, receiver);
    else if (this.isService[sourcePort] === 1) {
      const pair = this.pairs.get(keyOf(sender, receiver, sourcePort));
      if (pair) pair.bytesAnswered += HEADERS + decoded.payloadLength;
    }
  }

  /** A second is over. */
  turn(): void {
    if (this.pairs.size === 0) return;
    for (const pair of this.pairs.values()) {
      if (pair.asked < FLOOR || pair.bytesAnswered < LEAST_FACTOR * pair.bytesAsked) continue;
      const same = pair.same / (pair.asked - UNREAD);
      this.parts.find(amplifierFinding({ ...pair, same }, this.parts.naming));
    }
    this.pairs.clear();
  }

  private asked(raw: RawPacket, decoded: Decoded, client: Handle, server: Handle): void {
    const key = keyOf(server, client, decoded.targetPort);
    const pair = this.pairs.get(key) ?? this.open(key, raw, decoded.targetPort, client, server);
    if (pair === null) return;
    pair.asked++;
    pair.bytesAsked += HEADERS + decoded.payloadLength;
    if (pair.asked === FLOOR) {
      pair.time = raw.time;
      pair.packet = raw.number;
      this.parts.keep(raw);
    }
    if (pair.asked <= UNREAD) return;
    pair.questions ??= new Set();
    const question = wordOf(raw.bytes, decoded.payloadStart + QUESTION_START, decoded.payloadEnd);
    if (pair.questions.has(question)) pair.same++;
    else if (pair.questions.size < FEW_QUESTIONS) {
      pair.questions.add(question);
      pair.same++;
    }
  }

  private open(key: number, raw: RawPacket, port: number, client: Handle, server: Handle): Pair | null {
    if (this.pairs.size >= MOST_PAIRS) return null;
    const { time, number: packet } = raw;
    const counts = { asked: 0, bytesAsked: 0, bytesAnswered: 0, same: 0 };
    const pair: Pair = { server, client, port, time, packet, ...counts, questions: null };
    this.pairs.set(key, pair);
    return pair;
  }
}

function keyOf(server: Handle, client: Handle, port: number): number {
  return mix(server ^ mix(client ^ Math.imul(port, 0x9e3779b1)));
}

/** One number for the beginning of a question (FNV-1a). */
function wordOf(bytes: Uint8Array, start: number, end: number): number {
  let word = 0x811c9dc5;
  const last = Math.min(end, start - QUESTION_START + QUESTION_END);
  for (let at = start; at < last; at++) word = Math.imul(word ^ (bytes[at] as number), 0x01000193);
  return word;
}
