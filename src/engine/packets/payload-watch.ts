import type { EpochMs } from '../../model/time.ts';
import { Copies, hashOf } from './analysis/copies.ts';
import { PerSecond, Tally } from './analysis/per-second.ts';
import { i32be } from './capture/bytes.ts';
import type { RawPacket } from './capture/raw-packet.ts';
import type { Decoded } from './decode/decoded.ts';
import { credentialFinding, dnsFinding, type Naming, slowRequestFinding } from './findings.ts';
import { LoginNews } from './logins/login-news.ts';
import { WireLogins } from './logins/wire-logins.ts';
import type { BodyLength } from './payload/body.ts';
import { Credentials, type LoginAnswer } from './payload/credentials.ts';
import { readDns } from './payload/dns.ts';
import { beginsAnswer, beginsRequest, mayBeginRequest, readAnswer, readRequest } from './payload/http.ts';
import type { Segment } from './payload/request-stream.ts';
import type { PacketRecord } from './records.ts';
import { type RequestMark, RequestStreams, type Talk } from './request-streams.ts';
import { cutSample, type Samples, sampleOf } from './samples.ts';
import type { Handle } from './table/addresses.ts';
import { endOf, mix } from './table/hash.ts';
import { Unproven } from './unproven.ts';
import { WebRequests } from './web-requests.ts';

/** A request waits this long for its answer. */
const ANSWER_MS = 30_000;
/**
 * A name of this length or more is long: programs need shorter ones, data carried in names (a DNS tunnel) does not fit into
 * them.
 */
const LONG_NAME = 60;
const LONG_LABEL = 40;

type PayloadParts = {
  readonly naming: Naming;
  readonly samples: Samples;
  readonly emit: (record: PacketRecord) => void;
  /** Whether the connection of these two ends was seen to be made. */
  readonly isMade: (from: number, to: number) => boolean;
};

/** Looks into what packets carry in clear text: requests, passwords, names. */
export class PayloadWatch {
  private readonly web: WebRequests;
  private readonly requests: RequestStreams;
  private readonly credentials = new Credentials();
  private readonly wireLogins = new WireLogins();
  private readonly loginNews = new LoginNews();
  private readonly noSuchName: PerSecond;
  private readonly longNames: PerSecond;
  private readonly answers = new Tally();
  private readonly questions = new Tally();
  private readonly messages = new Copies();
  private readonly heads = new Copies();
  readonly unproven = new Unproven();

  constructor(private readonly parts: PayloadParts) {
    const { naming, emit, samples } = parts;
    this.web = new WebRequests(emit);
    this.requests = new RequestStreams({
      onHead: (...head) => this.request(...head),
      onSlow: (talk, { sample, offset }, seconds, isHeadWhole) => {
        // A head that was read is kept already, unless there was a password in it.
        samples.add(isHeadWhole ? cutSample(sample, offset) : sample);
        emit(slowRequestFinding(talk, sample, seconds, naming));
      },
    });
    this.noSuchName = new PerSecond((who, counted) => {
      const share = counted.count / Math.max(counted.count, this.answers.count(who));
      emit(dnsFinding('no-such-name', who, counted, share, naming));
    });
    this.longNames = new PerSecond((who, counted) => {
      const share = counted.count / Math.max(counted.count, this.questions.count(who));
      emit(dnsFinding('long-name', who, counted, share, naming));
    });
  }

  /** How many clients of name servers were not reported, because there were too many within a second. */
  get displacedAskers(): number {
    return this.noSuchName.displaced + this.longNames.displaced;
  }

  /** A second is over. */
  turn(time: EpochMs, isEnd: boolean): void {
    this.noSuchName.turn();
    this.longNames.turn();
    this.answers.clear();
    this.questions.clear();
    this.requests.turn(time, isEnd);
    this.web.flush(isEnd ? Number.POSITIVE_INFINITY : time - ANSWER_MS);
  }

  /** A question to a name server, or an answer of one. */
  dns(raw: RawPacket, decoded: Decoded, sender: Handle, receiver: Handle): void {
    const { payloadStart, payloadEnd } = decoded;
    const message = readDns(raw.bytes, payloadStart, payloadEnd);
    if (!message) return;
    const ends = endOf(sender, decoded.sourcePort) ^ mix(endOf(receiver, decoded.targetPort));
    if (this.messages.isCopy(hashOf(ends, raw.bytes, payloadStart, payloadEnd))) return;
    if (message.isAnswer) this.answers.add(receiver);
    else this.questions.add(sender);
    if (message.isAddress) return;
    const isLong = message.nameLength >= LONG_NAME || message.longestLabel >= LONG_LABEL;
    const { time, number, bytes } = raw;
    const { nameLength } = message;
    const isCounted = message.isNoSuchName
      ? this.noSuchName.add(receiver, time, number, nameLength, bytes, payloadStart, payloadEnd)
      : !message.isAnswer &&
        isLong &&
        this.longNames.add(sender, time, number, nameLength, bytes, payloadStart, payloadEnd);
    if (isCounted) this.parts.samples.keep(raw);
  }

  /** What a TCP segment carries. `from` and `to`: hashes of its two ends; `isFirst`: nothing came from this end before. */
  tcp(
    raw: RawPacket,
    decoded: Decoded,
    sender: Handle,
    receiver: Handle,
    from: number,
    to: number,
    isFirst: boolean,
  ): void {
    const { bytes } = raw;
    const { payloadStart: start, payloadEnd: end, sourcePort, targetPort } = decoded;
    const connection = (from + to) | 0;
    this.wireLogin(raw, decoded, sender, receiver, connection, from, to);
    const key = keyOf(from, to);
    const isRequest = beginsRequest(bytes, start, end);
    const isHeld = this.requests.has(key);
    if (isHeld) {
      this.requests.push(key, segmentOf(raw, decoded), raw.time);
      const isOver = !this.requests.has(key);
      if (isOver ? !isRequest : this.requests.isBegun(key)) return;
    }
    const isBeginning = isFirst && (isRequest || mayBeginRequest(bytes, start, end));
    if (isRequest || isBeginning || (isFirst && !isHeld && isText(bytes, start, end))) {
      if (!this.unproven.admits(sender, this.parts.isMade(from, to))) return;
      // A request of which not all was captured is over at once, and its copies would be requests of their own.
      const segment = segmentOf(raw, decoded);
      if (this.heads.isCopy(hashOf(key ^ mix(segment.sequence), bytes, start, end))) return;
      const talk = { client: sender, server: receiver, port: targetPort, connection, asker: from };
      const stream = this.requests.open(key, talk, raw.time);
      if (isBeginning) stream.begin(segment.sequence);
      this.requests.push(key, segment, raw.time);
      if (isRequest) return;
    } else if (beginsAnswer(bytes, start, end)) {
      this.readAnswers(connection, from, bytes, start, end);
      return;
    }
    const answer = this.credentials.answer(bytes, start, end, connection, from);
    if (answer && this.unproven.admits(receiver, this.parts.isMade(from, to))) {
      this.login(raw, answer, receiver, sender, sourcePort);
    }
    const seen = this.credentials.read(bytes, start, end, sourcePort, targetPort, connection, from, to);
    if (!seen) return;
    this.parts.samples.keep(raw, start - raw.start);
    // A prompt for a password comes from the server.
    if (seen.service === 'telnet') this.credential(raw, seen, receiver, sender, sourcePort);
    else this.credential(raw, seen, sender, receiver, targetPort);
  }

  private wireLogin(
    raw: RawPacket,
    { payloadStart: start, payloadEnd: end, sourcePort, targetPort }: Decoded,
    sender: Handle,
    receiver: Handle,
    connection: number,
    from: number,
    to: number,
  ): void {
    const { wireLogins, loginNews, unproven } = this;
    const { bytes, time } = raw;
    const login = wireLogins.answered(bytes, start, end, sourcePort, connection, from, time);
    if (login !== null) {
      const pair = keyOf(receiver, from);
      const isNew = login.outcome === 'failure' || loginNews.isSuccessNew(pair, login.user, time);
      if (!isNew || !unproven.admits(receiver, this.parts.isMade(from, to))) return;
      if (login.outcome === 'failure') loginNews.refused(pair, time);
      this.login(raw, login, receiver, sender, sourcePort);
      return;
    }
    const asked = wireLogins.asked(bytes, start, end, targetPort, connection, to, time);
    if (asked?.isClear !== true || !loginNews.isPasswordNew(keyOf(sender, to), asked.user, time)) return;
    this.parts.samples.keep(raw, start - raw.start);
    this.credential(raw, asked, sender, receiver, targetPort);
  }

  /** One end of a connection has closed it. */
  closed(from: number, to: number): void {
    const key = keyOf(from, to);
    if (this.requests.has(key)) this.requests.close(key);
  }

  private request(
    talk: Talk,
    bytes: Uint8Array,
    start: number,
    end: number,
    { sample, offset }: RequestMark,
  ): BodyLength | null {
    const request = readRequest(bytes, start, end);
    if (!request) return null;
    const { naming, samples } = this.parts;
    const { time, number } = sample;
    samples.add(request.basicUser === null ? sample : cutSample(sample, offset));
    if (request.basicUser !== null) {
      const seen = { service: 'http-basic', user: request.basicUser };
      this.credential({ time, number }, seen, talk.client, talk.server, talk.port);
    }
    const client = naming.text(talk.client);
    this.web.request(talk.connection, { time, packet: number, client, asker: talk.asker, request });
    return request.body;
  }

  private readAnswers(connection: number, from: number, bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (this.web.isWaiting(connection) && beginsAnswer(bytes, at, end)) {
      const answer = readAnswer(bytes, at, end);
      const answered = answer && this.web.answer(connection, from, answer);
      if (!answered) return;
      at = answer.end + (answered.hasBody ? (answer.bytes ?? end) : 0);
    }
  }

  private login(
    raw: RawPacket,
    { service, user, outcome }: LoginAnswer,
    client: Handle,
    server: Handle,
    port: number,
  ): void {
    const { naming, samples, emit } = this.parts;
    samples.keep(raw);
    const ends = { client: naming.text(client), server: naming.text(server), port };
    emit({ kind: 'login', time: raw.time, packet: raw.number, ...ends, service, user, outcome });
  }

  private credential(
    { time, number }: Pick<RawPacket, 'time' | 'number'>,
    seen: { readonly service: string; readonly user: string | null },
    client: Handle,
    server: Handle,
    port: number,
  ): void {
    const { text } = this.parts.naming;
    const ends = { client: text(client), server: text(server), port };
    this.parts.emit(credentialFinding(seen, ends, time, number));
  }
}

function keyOf(from: number, to: number): number {
  return (from + Math.imul(to, 31)) | 0;
}

function segmentOf(raw: RawPacket, decoded: Decoded): Segment<RequestMark> {
  const { payloadStart: start, payloadEnd: end, payloadLength } = decoded;
  const sequence = i32be(raw.bytes, decoded.tcpStart + 4);
  const length = Math.max(payloadLength, end - start);
  const mark = (): RequestMark => ({ time: raw.time, sample: sampleOf(raw), offset: start - raw.start });
  return { sequence, bytes: raw.bytes, start, end, length, mark };
}

/** Whether the bytes look like text in the head of a request. */
function isText(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end && at < start + 8; at++) {
    const byte = bytes[at] as number;
    if (byte > 126 || (byte < 32 && byte !== 13 && byte !== 10 && byte !== 9)) return false;
  }
  return true;
}
