import type { EpochMs } from '../../model/time.ts';
import { PerSecond, Tally } from './analysis/per-second.ts';
import type { RawPacket } from './capture/raw-packet.ts';
import type { Decoded } from './decode/decoded.ts';
import { credentialFinding, dnsFinding, type Naming } from './findings.ts';
import { Credentials } from './payload/credentials.ts';
import { dnsName, readDns } from './payload/dns.ts';
import { beginsAnswer, beginsRequest, readAnswer, readRequest } from './payload/http.ts';
import type { PacketRecord } from './records.ts';
import type { Samples } from './samples.ts';
import type { Handle } from './table/addresses.ts';
import { WebRequests } from './web-requests.ts';

/** A request waits this long for its answer. */
const ANSWER_MS = 30_000;
/** Names from here on are long: what programs need is shorter, what carries data is not. */
const LONG_NAME = 60;
const LONG_LABEL = 40;

export type PayloadParts = {
  readonly naming: Naming;
  readonly samples: Samples;
  readonly emit: (record: PacketRecord) => void;
};

/** Looks into what packets carry in clear text: requests, passwords, names. */
export class PayloadWatch {
  private readonly web: WebRequests;
  private readonly credentials = new Credentials();
  private readonly noSuchName: PerSecond;
  private readonly longNames: PerSecond;
  private readonly answers = new Tally();
  private readonly questions = new Tally();

  constructor(private readonly parts: PayloadParts) {
    const { naming, emit } = parts;
    this.web = new WebRequests(emit);
    this.noSuchName = new PerSecond((who, counted) => {
      const share = counted.count / Math.max(counted.count, this.answers.count(who));
      emit(dnsFinding('no-such-name', who, counted, share, naming));
    });
    this.longNames = new PerSecond((who, counted) => {
      const share = counted.count / Math.max(counted.count, this.questions.count(who));
      emit(dnsFinding('long-name', who, counted, share, naming));
    });
  }

  /** A second is over. */
  turn(time: EpochMs, isEnd: boolean): void {
    this.noSuchName.turn();
    this.longNames.turn();
    this.answers.clear();
    this.questions.clear();
    this.web.flush(isEnd ? Number.POSITIVE_INFINITY : time - ANSWER_MS);
  }

  /** A question to a name server, or an answer of one. */
  dns(raw: RawPacket, decoded: Decoded, sender: Handle, receiver: Handle): void {
    const { payloadStart, payloadEnd } = decoded;
    const message = readDns(raw.bytes, payloadStart, payloadEnd);
    if (!message) return;
    const name = (): string => dnsName(raw.bytes, payloadStart);
    if (message.isAnswer) this.answers.add(receiver);
    else this.questions.add(sender);
    if (message.isAddress) return;
    if (message.isNoSuchName) {
      this.parts.samples.keep(raw);
      this.noSuchName.add(receiver, raw.time, raw.number, message.nameLength, name);
    } else if (!message.isAnswer && (message.nameLength >= LONG_NAME || message.longestLabel >= LONG_LABEL)) {
      this.parts.samples.keep(raw);
      this.longNames.add(sender, raw.time, raw.number, message.nameLength, name);
    }
  }

  /** What a TCP segment carries. `from` and `to`: hashes of its two ends. */
  tcp(raw: RawPacket, decoded: Decoded, sender: Handle, receiver: Handle, from: number, to: number): void {
    const { bytes } = raw;
    const { payloadStart: start, payloadEnd: end, sourcePort, targetPort } = decoded;
    const connection = (from + to) | 0;
    if (beginsRequest(bytes, start, end)) {
      const request = readRequest(bytes, start, end);
      if (!request) return;
      const client = this.parts.naming.text(sender);
      this.parts.samples.keep(raw, request.basicUser === null ? undefined : start - raw.start);
      if (request.basicUser !== null) {
        this.credential(
          raw,
          { service: 'http-basic', user: request.basicUser },
          sender,
          receiver,
          targetPort,
        );
      }
      this.web.request(connection, { time: raw.time, packet: raw.number, client, asker: from, request });
      return;
    }
    if (beginsAnswer(bytes, start, end)) {
      const answer = this.web.isWaiting(connection) ? readAnswer(bytes, start, end) : null;
      if (answer) this.web.answer(connection, from, answer);
      return;
    }
    const seen = this.credentials.read(bytes, start, end, sourcePort, targetPort, connection);
    if (!seen) return;
    this.parts.samples.keep(raw, start - raw.start);
    // A prompt for a password comes from the server.
    if (seen.service === 'telnet') this.credential(raw, seen, receiver, sender, sourcePort);
    else this.credential(raw, seen, sender, receiver, targetPort);
  }

  private credential(
    raw: RawPacket,
    seen: { readonly service: string; readonly user: string | null },
    client: Handle,
    server: Handle,
    port: number,
  ): void {
    const { text } = this.parts.naming;
    const ends = { client: text(client), server: text(server), port };
    this.parts.emit(credentialFinding(seen, ends, raw.time, raw.number));
  }
}
