import { ipv4BitsOf, NOT_IPV4 } from '../../address/ipv4.ts';
import { isDigit, statusAt } from '../../digits.ts';
import type { Judged } from '../../sigma/judged-requests.ts';
import { METHODS, type QuietRequests } from '../../sigma/quiet-requests.ts';
import { isQuietBytes } from '../../web/first-look.ts';
import { type OpenBlock, Words, wordsAt } from '../open-block.ts';
import type { ParseContext } from '../parser.ts';
import { AddressReader } from '../source-address.ts';
import type { StampReader } from '../time/timestamp.ts';
import { UsualStamp } from '../time/usual-stamp.ts';
import type { TrustedProxies } from './forwarded.ts';
import { RequestKey } from './request-key.ts';

const SPACE = 32;
const QUOTE = 34;
const DOLLAR = 36;
const HYPHEN = 45;
const SLASH = 47;
const ONE = 49;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OK = 200;
/** `::` */
const SHORTEST_ADDRESS = 2;
const LONGEST_ADDRESS = 45;
const LONGEST_USER = 64;
const LONGEST_LINE = 4096;

const VERSION = new Words(' HTTP/');
const GET = METHODS.indexOf('GET');
const METHOD_WORDS = METHODS.map((method) => new Words(`${method} `));

/**
 * Reads lines of an access log as bytes when it is known what the rules say of their requests: mostly, that none can match.
 */
export class UsualAccess {
  /** The request of a line whose client and stamp were read: everything behind the stamp. */
  readonly key = new RequestKey();
  isNamed = false;
  srcBits = NOT_IPV4;
  /** The client's address when it is none of IPv4 (`srcBits` is `NOT_IPV4`), or proxies are trusted. */
  ip: string | null = null;
  private status = 0;
  /** `GET /` by HTTP/1, answered with 200. */
  private isFront = false;
  private readonly stamp = new UsualStamp();
  private readonly addresses = new AddressReader();
  private proxies: TrustedProxies | null = null;
  private timeZone = '';

  constructor(private readonly stamps: StampReader) {}

  get time(): number {
    return this.stamp.time;
  }

  begin({ timeZone, proxies = null }: ParseContext): void {
    this.proxies = proxies;
    // The stamp has a year, so it means the same in every block; only the time zone may change.
    if (timeZone !== this.timeZone) this.stamp.forget();
    this.timeZone = timeZone;
  }

  /**
   * `CLIENT - USER [STAMP] "METHOD TARGET HTTP/N" STATUS BYTES[ "REFERER" "USER-AGENT"[…]]`; null: any other line. Of one
   * that differs behind the stamp only, `key` is not empty.
   */
  read(block: OpenBlock, start: number, end: number, quiet: QuietRequests): Judged | null {
    const { key } = this;
    key.begin(0);
    if (end - start > LONGEST_LINE) return null;
    const stampAt = this.readClient(block, start, end);
    const request = stampAt === -1 ? -1 : this.readStamp(block, stampAt, end);
    // Behind the line's end stand bytes of other lines or blocks.
    if (request === -1 || request >= end) return null;
    const rest = this.readRequest(block, request, end, quiet);
    if (rest !== -1 && isQuietRest(block, rest, end, quiet) && quiet.isQuietLine(block, start, end))
      return this.quietAnswer(block.bytes, rest, end, quiet);
    key.add(request, end);
    return quiet.judged.find(block, key, start, end);
  }

  private quietAnswer(bytes: Uint8Array, rest: number, end: number, quiet: QuietRequests): Judged {
    if (this.isFront && rest + 1 < end && isDigit(bytes[rest + 1] as number))
      return quiet.frontPage(numberAt(bytes, rest + 1, end));
    return this.status < 400 ? quiet.answered : quiet.refused;
  }

  /** `CLIENT - USER [`: the place behind. */
  private readClient(block: OpenBlock, start: number, end: number): number {
    const { bytes } = block;
    let clientEnd = start + SHORTEST_ADDRESS;
    const limit = Math.min(end, start + LONGEST_ADDRESS + 1);
    while (clientEnd < limit && bytes[clientEnd] !== SPACE) clientEnd++;
    if (clientEnd >= limit || bytes[clientEnd + 1] !== HYPHEN || bytes[clientEnd + 2] !== SPACE) return -1;
    this.srcBits = ipv4BitsOf(bytes, start, clientEnd);
    this.ip = null;
    if (this.srcBits === NOT_IPV4 || this.proxies !== null) {
      if (endOfWord(bytes, start, end) !== clientEnd) return -1;
      this.ip = this.addresses.readPeer(block.text.slice(start, clientEnd)).ip;
      // The client of a trusted proxy stands in a header, which only the reader of whole lines looks at.
      if (this.ip === null || this.proxies?.has(this.ip)) return -1;
    }
    const user = clientEnd + 3;
    if (bytes[user] === HYPHEN && bytes[user + 1] === SPACE && bytes[user + 2] === OPEN_BRACKET) {
      this.isNamed = false;
      return user + 3;
    }
    const userEnd = endOfWord(bytes, user, Math.min(end, user + LONGEST_USER));
    this.isNamed = true;
    return userEnd > user && bytes[userEnd + 1] === OPEN_BRACKET ? userEnd + 2 : -1;
  }

  /** `STAMP] "`: the place behind. */
  private readStamp(block: OpenBlock, start: number, end: number): number {
    const { bytes } = block;
    let at = this.stamp.read(block, start);
    if (at === -1) {
      at = block.text.indexOf(']', start);
      if (at === -1 || at >= end) return -1;
      const stamp = block.text.slice(start, at);
      const time = this.stamps.readClf(stamp, 0);
      if (time === null || this.stamps.end !== stamp.length) return -1;
      this.stamp.learn(stamp, time);
      this.stamp.time = time;
    }
    return bytes[at] === CLOSE_BRACKET && bytes[at + 1] === SPACE && bytes[at + 2] === QUOTE ? at + 3 : -1;
  }

  /** `METHOD TARGET HTTP/N" STATUS`: the place behind. */
  private readRequest(block: OpenBlock, start: number, end: number, quiet: QuietRequests): number {
    const { bytes, view } = block;
    const method = wordsAt(view, start, METHOD_WORDS);
    if (method === -1) return -1;
    const target = start + (METHOD_WORDS[method] as Words).length;
    const targetEnd = quiet.quietTargetEnd(block, target, end, SPACE);
    if (targetEnd === -1 || !VERSION.standAt(view, targetEnd)) return -1;
    let at = targetEnd + VERSION.length;
    while (at < end && isOfVersion(bytes[at] as number)) at++;
    if (bytes[at] !== QUOTE || bytes[at + 1] !== SPACE) return -1;
    this.status = statusAt(bytes, at + 2);
    this.isFront =
      targetEnd === target + 1 &&
      bytes[target] === SLASH &&
      method === GET &&
      bytes[targetEnd + VERSION.length] === ONE &&
      this.status === OK;
    at += 5;
    return at <= end && quiet.isQuietAnswer(method, this.status) ? at : -1;
  }
}

/** ` BYTES[ "REFERER" "USER-AGENT"[…]]` up to the end of the line. */
function isQuietRest(block: OpenBlock, start: number, end: number, quiet: QuietRequests): boolean {
  const { bytes } = block;
  if (start === end) return true;
  if (bytes[start] !== SPACE) return false;
  let at = start + 1;
  if (bytes[at] === HYPHEN) at++;
  else while (at < end && isDigit(bytes[at] as number)) at++;
  if (at === end) return at > start + 1;
  if (bytes[at] !== SPACE || bytes[at + 1] !== QUOTE || at === start + 1) return false;
  const refererEnd = quiet.quietRefererEnd(block, at + 2, end, QUOTE);
  if (refererEnd === -1 || bytes[refererEnd + 1] !== SPACE || bytes[refererEnd + 2] !== QUOTE) return false;
  const agent = refererEnd + 3;
  // Nearly always it is the last field, and one that is known: where it ends need not be looked for.
  if (bytes[end - 1] === QUOTE && end > agent && quiet.isQuietAgent(block, agent, end - 1)) return true;
  at = agent;
  while (at < end && bytes[at] !== QUOTE) {
    if (bytes[at] === BACKSLASH) return false;
    at++;
  }
  if (at >= end || !quiet.isQuietAgent(block, agent, at)) return false;
  return isQuietBytes(bytes, at, end);
}

/** The place of the next blank before `limit`; -1 when there is none, or something unusual comes first. */
function endOfWord(bytes: Uint8Array, start: number, limit: number): number {
  for (let at = start; at < limit; at++) {
    const code = bytes[at] as number;
    if (code === SPACE) return at;
    if (code < SPACE || code === DOLLAR || code === QUOTE || code === OPEN_BRACKET || code === CLOSE_BRACKET)
      return -1;
  }
  return -1;
}

function numberAt(bytes: Uint8Array, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end && isDigit(bytes[at] as number); at++)
    number = 10 * number + (bytes[at] as number) - 48;
  return number;
}

function isOfVersion(code: number): boolean {
  return isDigit(code) || code === 46;
}
