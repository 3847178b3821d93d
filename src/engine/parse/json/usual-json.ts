import { ipv4BitsOf, NOT_IPV4 } from '../../address/ipv4.ts';
import { isDigit, statusAt } from '../../digits.ts';
import type { Judged } from '../../sigma/judged-requests.ts';
import { METHODS, type QuietRequests } from '../../sigma/quiet-requests.ts';
import { endOfQuietText } from '../../web/first-look.ts';
import { type OpenBlock, Words, wordsAt } from '../open-block.ts';
import { AddressReader } from '../source-address.ts';
import { readAnyStamp } from '../time/any-stamp.ts';
import { epochNumber, StampReader } from '../time/timestamp.ts';
import { UsualStamp } from '../time/usual-stamp.ts';
import type { TrustedProxies } from '../web/forwarded.ts';
import { RequestKey } from '../web/request-key.ts';
import { type JsonShape, type Role, type ShapeLeaf, shapeOf } from './json-shape.ts';

const SPACE = 32;
const QUOTE = 34;
const DOLLAR = 36;
const HYPHEN = 45;
const DOT = 46;
const ZERO = 48;
const BACKSLASH = 92;
const LONGEST_LINE = 8192;
/** How many shapes of lines are known of one log at a time. */
const MOST_SHAPES = 8;
/**
 * Learning a shape costs more than reading a line. A log of nothing but new shapes gets this many tries; each so many lines of a
 * known shape earn one more.
 */
const MOST_TRIES = 64;
const LINES_FOR_A_TRY = 32;

/** A shape and the number by which requests of its lines are told apart from those of other shapes. */
type KnownShape = JsonShape & { readonly kind: number };

/**
 * Reads lines of a JSON access log as bytes, without parsing JSON. That works for a line whose keys stand as in an earlier line
 * (its shape is known) and of whose request it is known what the rules say: mostly, that none can match. Only its values are
 * looked at.
 */
export class UsualJson {
  time = 0;
  /** The places of the values that say what the request is, of a line whose shape is known. */
  readonly key = new RequestKey();
  isNamed = false;
  srcBits = NOT_IPV4;
  /** The client's address when it is none of IPv4 (`srcBits` is `NOT_IPV4`), or proxies are trusted. */
  ip: string | null = null;
  private status = 0;
  private method = 0;
  /** So far nothing was found in the line that a rule could match, and it is not the front page, whose bytes are asked for. */
  private isQuiet = true;
  private kinds = 0;
  /** The one that was met last stands first. */
  private shapes: KnownShape[] = [];
  private quiet: QuietRequests | null = null;
  private tries = MOST_TRIES;
  /** How many lines were of a known shape. */
  private reads = 0;
  private readonly stamp = new UsualStamp();
  private readonly stamps = new StampReader();
  private readonly addresses = new AddressReader();
  private proxies: TrustedProxies | null = null;
  private timeZone = '';
  private yearReference = 0;

  begin(timeZone: string, yearReference: number, proxies: TrustedProxies | null): void {
    this.stamps.begin(timeZone, yearReference);
    if (timeZone !== this.timeZone || yearReference !== this.yearReference) this.stamp.forget();
    this.timeZone = timeZone;
    this.yearReference = yearReference;
    this.proxies = proxies;
  }

  /** Learns the shape of a line that was read as a whole and is a request, so that the next one like it is read as bytes. */
  learn(line: string, quiet: QuietRequests): void {
    if (quiet !== this.quiet) this.forget(quiet);
    if (this.tries <= 0 || line.length > LONGEST_LINE) return;
    this.tries--;
    const shape = shapeOf(line, quiet);
    if (shape === null) return;
    this.kinds++;
    this.shapes.unshift({ kind: this.kinds, ...shape });
    if (this.shapes.length > MOST_SHAPES) this.shapes.pop();
  }

  /**
   * What the rules say of the line; null when it must be read as a whole. Then `isKnown` tells whether its shape is known. `key` is
   * empty, but for a line of a known shape in which nothing but the request is new.
   */
  read(block: OpenBlock, start: number, end: number, quiet: QuietRequests): Judged | null {
    const { key } = this;
    this.isKnown = true;
    key.begin(0);
    if (end - start > LONGEST_LINE) return null;
    if (quiet !== this.quiet) this.forget(quiet);
    for (let index = 0; index < this.shapes.length; index++) {
      const shape = this.shapes[index] as KnownShape;
      this.isKnown = true;
      if (!this.readAs(shape, block, start, end, quiet)) {
        key.begin(0);
        if (this.isKnown) return null;
        continue;
      }
      if (index > 0) this.shapes.unshift(...this.shapes.splice(index, 1));
      if (++this.reads % LINES_FOR_A_TRY === 0 && this.tries < MOST_TRIES) this.tries++;
      const isQuiet =
        this.isQuiet && quiet.isQuietAnswer(this.method, this.status) && quiet.isQuietLine(block, start, end);
      if (isQuiet) return this.status < 400 ? quiet.answered : quiet.refused;
      return quiet.judged.find(block, key, start, end);
    }
    this.isKnown = false;
    return null;
  }

  /** Whether the line that `read` was asked about last has a known shape. */
  isKnown = true;

  private forget(quiet: QuietRequests): void {
    this.quiet = quiet;
    this.shapes = [];
  }

  private readAs(
    shape: KnownShape,
    block: OpenBlock,
    start: number,
    end: number,
    quiet: QuietRequests,
  ): boolean {
    let at = start;
    const { bytes, view } = block;
    const { key } = this;
    this.isQuiet = true;
    this.isNamed = false;
    key.begin(shape.kind);
    for (const leaf of shape.leaves) {
      if (!leaf.before.standAt(view, at)) {
        this.isKnown = false;
        return false;
      }
      at += leaf.before.length;
      const valueAt = at;
      at = leaf.isText ? this.readText(leaf, block, at, end, quiet) : this.readNumber(leaf, block, at, end);
      if (at === -1) return false;
      if (leaf.isOfRequest) key.add(valueAt, at);
      if (leaf.isUser && !isNothing(bytes, valueAt, at)) this.isNamed = true;
    }
    this.isKnown = false;
    if (at + shape.tail.length !== end) return false;
    for (const sign of shape.tail) if (bytes[at++] !== sign) return false;
    this.isKnown = true;
    return true;
  }

  /** The place of the closing quote; -1 for a text that only whoever parses the whole line can read. */
  private readText(
    leaf: ShapeLeaf,
    block: OpenBlock,
    start: number,
    end: number,
    quiet: QuietRequests,
  ): number {
    const { bytes } = block;
    const { role, isOnly } = leaf;
    // It is empty, or a `-`: another key of the record may tell the same.
    if (role !== null && bytes[start] === QUOTE && !isOnly) return -1;
    if ((role === 'target' || role === 'request' || role === 'method') && bytes[start] === HYPHEN) return -1;
    const quietEnd = this.quietTextEnd(role, block, start, end, quiet);
    if (quietEnd !== -1) return quietEnd;
    const close = textEnd(bytes, start, end);
    if (close === -1 || !this.takeText(role, block, start, close)) return -1;
    return close;
  }

  /** The place of the closing quote, when the text up to there is nothing that a rule could match; -1 otherwise. */
  private quietTextEnd(
    role: Role | null,
    block: OpenBlock,
    start: number,
    end: number,
    quiet: QuietRequests,
  ): number {
    switch (role) {
      case 'target': {
        const targetEnd = quiet.quietTargetEnd(block, start, end, QUOTE);
        if (targetEnd === start + 1) this.isQuiet = false;
        return targetEnd;
      }
      case 'request':
        return this.readRequest(block, start, end, quiet);
      case 'referer':
        return quiet.quietRefererEnd(block, start, end, QUOTE);
      case 'agent': {
        const close = block.text.indexOf('"', start);
        return close !== -1 && close < end && quiet.isQuietAgent(block, start, close) ? close : -1;
      }
      case 'cookie':
      case 'forwarded':
        return endOfQuietText(block.bytes, start, end, role === 'forwarded');
      case 'body': {
        // Only an empty body, or `-`, cannot match a rule.
        const close = block.bytes[start] === HYPHEN ? start + 1 : start;
        return block.bytes[close] === QUOTE ? close : -1;
      }
      case 'method':
        this.method = wordsAt(block.view, start, QUOTED_METHODS);
        return this.method === -1 ? -1 : start + (QUOTED_METHODS[this.method] as Words).length - 1;
      case 'time': {
        const close = this.stamp.read(block, start);
        if (close === -1 || close >= end || block.bytes[close] !== QUOTE) return -1;
        this.time = this.stamp.time;
        return close;
      }
      default:
        return -1;
    }
  }

  /** Takes what the text says, which is not known to be quiet; false when the whole line must be read. */
  private takeText(role: Role | null, block: OpenBlock, start: number, end: number): boolean {
    switch (role) {
      case 'target':
      case 'request':
      case 'referer':
      case 'cookie':
      case 'forwarded':
      case 'body':
      case 'agent':
        this.isQuiet = false;
        return true;
      case 'time':
        return this.takeStamp(block, start, end);
      case 'client':
        return this.takeClient(block, start, end);
      case 'method':
        // It was none of the usual ones.
        this.method = -1;
        this.isQuiet = false;
        return true;
      case 'status':
        return this.takeStatus(block.bytes, start, end);
      default:
        return true;
    }
  }

  /** `METHOD TARGET HTTP/N` in one text: the place of its closing quote; -1 when a rule could match it. */
  private readRequest(block: OpenBlock, start: number, end: number, quiet: QuietRequests): number {
    const { bytes, view } = block;
    this.method = wordsAt(view, start, METHOD_WORDS);
    if (this.method === -1) return -1;
    const target = start + (METHOD_WORDS[this.method] as Words).length;
    const targetEnd = quiet.quietTargetEnd(block, target, end, SPACE);
    if (targetEnd === target + 1) this.isQuiet = false;
    if (targetEnd === -1 || !VERSION.standAt(view, targetEnd)) return -1;
    let at = targetEnd + VERSION.length;
    while (at < end && (isDigit(bytes[at] as number) || bytes[at] === DOT)) at++;
    return bytes[at] === QUOTE ? at : -1;
  }

  /** The place behind the number; -1 for what JSON does not take for one. */
  private readNumber({ role }: ShapeLeaf, block: OpenBlock, start: number, end: number): number {
    const { bytes } = block;
    let at = bytes[start] === HYPHEN ? start + 1 : start;
    const first = at;
    while (at < end && isDigit(bytes[at] as number)) at++;
    if (at === first || (bytes[first] === ZERO && at > first + 1)) return -1;
    if (bytes[at] === DOT) {
      const fraction = ++at;
      while (at < end && isDigit(bytes[at] as number)) at++;
      if (at === fraction) return -1;
    }
    if (role === 'status') return this.takeStatus(bytes, start, at) ? at : -1;
    if (role !== 'time') return role === null ? at : -1;
    const time = epochNumber(Number(block.text.slice(start, at)));
    if (time === null) return -1;
    this.time = time;
    return at;
  }

  private takeStamp(block: OpenBlock, start: number, end: number): boolean {
    const stamp = block.text.slice(start, end);
    const time = readAnyStamp(this.stamps, stamp);
    if (time === null) return false;
    this.time = time;
    this.stamp.learn(stamp, time);
    return true;
  }

  private takeClient(block: OpenBlock, start: number, end: number): boolean {
    this.srcBits = ipv4BitsOf(block.bytes, start, end);
    this.ip = null;
    if (this.srcBits !== NOT_IPV4 && this.proxies === null) return true;
    this.ip = this.addresses.readPeer(block.text.slice(start, end)).ip;
    // The client of a trusted proxy stands in a header, which only the reader of whole lines looks at.
    return this.ip !== null && !this.proxies?.has(this.ip);
  }

  private takeStatus(bytes: Uint8Array, start: number, end: number): boolean {
    this.status = end - start === 3 ? statusAt(bytes, start) : -1;
    return this.status !== -1;
  }
}

const VERSION = new Words(' HTTP/');
const METHOD_WORDS = METHODS.map((method) => new Words(`${method} `));
const QUOTED_METHODS = METHODS.map((method) => new Words(`${method}"`));

/** Empty, or `-`. */
function isNothing(bytes: Uint8Array, start: number, end: number): boolean {
  return end === start || (end === start + 1 && bytes[start] === HYPHEN);
}

/** The place of the closing quote; -1 for a text with escapes, with control characters, or with `$`, which may begin a lookup (`${jndi:…}`). */
function textEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const code = bytes[at] as number;
    if (code === QUOTE) return at;
    if (code < SPACE || code === BACKSLASH || code === DOLLAR) return -1;
  }
  return -1;
}
