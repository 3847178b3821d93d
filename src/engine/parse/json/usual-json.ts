import { ipv4BitsOf, NOT_IPV4 } from '../../address/ipv4.ts';
import type { Judged } from '../../sigma/judged-requests.ts';
import { METHODS, type QuietRequests } from '../../sigma/quiet-requests.ts';
import { endOfQuietText } from '../../web/first-look.ts';
import { type OpenBlock, Words, wordsAt } from '../open-block.ts';
import { AddressReader } from '../source-address.ts';
import { readAnyStamp } from '../time/any-stamp.ts';
import { epochNumber, StampReader } from '../time/timestamp.ts';
import { UsualStamp } from '../time/usual-stamp.ts';
import {
  ACCESS_NAMES,
  BODY_NAMES,
  COOKIE_NAMES,
  FORWARDED_NAMES,
  REQUEST_NAMES,
} from '../web/access-names.ts';
import type { TrustedProxies } from '../web/forwarded.ts';
import { RequestKey } from '../web/request-key.ts';
import { type Leaf, type Outline, outlineOf } from './json-outline.ts';

const SPACE = 32;
const QUOTE = 34;
const DOLLAR = 36;
const HYPHEN = 45;
const DOT = 46;
const ZERO = 48;
const BACKSLASH = 92;
const LONGEST_LINE = 8192;
/** Kinds of lines of one log that are known at a time. */
const MOST_SHAPES = 8;
/** Lines of a kind of their own that are looked into, before lines of known kinds pay for more. */
const LOOKS = 64;
const LINES_FOR_A_LOOK = 32;

type Named = 'time' | 'client' | 'method' | 'target' | 'request' | 'status' | 'referer' | 'agent';
type Role = Named | 'cookie' | 'forwarded' | 'body';

type ShapeLeaf = {
  readonly before: Words;
  readonly isText: boolean;
  readonly role: Role | null;
  /** No other name stands for the same when this one is empty. */
  readonly isOnly: boolean;
  /** It says what is asked for or how it was answered, or a rule looks at it. */
  readonly isOfRequest: boolean;
  readonly isUser: boolean;
};

type Shape = {
  readonly kind: number;
  readonly leaves: readonly ShapeLeaf[];
  readonly tail: readonly number[];
};

/**
 * Reads as bytes the lines of JSON access logs whose keys stand as in a line before and of which is known what the rules
 * say: that none can match them, mostly. Only their values are looked at.
 */
export class UsualJson {
  time = 0;
  /** Of a line of a known kind, the values that say what the request is. */
  readonly key = new RequestKey();
  isNamed = false;
  srcBits = NOT_IPV4;
  /** Of an address that has no bits. */
  ip: string | null = null;
  private status = 0;
  private method = 0;
  /** So far nothing was found in the line that a rule could match. */
  private isQuiet = true;
  private kinds = 0;
  private shapes: Shape[] = [];
  private quiet: QuietRequests | null = null;
  private looks = LOOKS;
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

  /** A line that was read as a whole, and is a request: those like it will be known. */
  learn(line: string, quiet: QuietRequests): void {
    if (quiet !== this.quiet) this.forget(quiet);
    if (this.looks <= 0 || line.length > LONGEST_LINE) return;
    this.looks--;
    const outline = outlineOf(line);
    const shape = outline && shapeOf(outline, quiet);
    if (shape === null) return;
    this.kinds++;
    this.shapes.unshift({ kind: this.kinds, ...shape });
    if (this.shapes.length > MOST_SHAPES) this.shapes.pop();
  }

  /**
   * What rules say of the line; null: it is to be read whole. Then `isKnown` says whether its kind is known, and `key` is
   * empty unless it is and nothing but its request is unusual.
   */
  read(block: OpenBlock, start: number, end: number, quiet: QuietRequests): Judged | null {
    const { key } = this;
    this.isKnown = true;
    key.begin(0);
    if (end - start > LONGEST_LINE) return null;
    if (quiet !== this.quiet) this.forget(quiet);
    for (let index = 0; index < this.shapes.length; index++) {
      const shape = this.shapes[index] as Shape;
      this.isKnown = true;
      if (!this.readAs(shape, block, start, end, quiet)) {
        key.begin(0);
        if (this.isKnown) return null;
        continue;
      }
      if (index > 0) this.shapes.unshift(...this.shapes.splice(index, 1));
      if (++this.reads % LINES_FOR_A_LOOK === 0 && this.looks < LOOKS) this.looks++;
      const isQuiet =
        this.isQuiet && quiet.isQuietAnswer(this.method, this.status) && quiet.isQuietLine(block, start, end);
      if (isQuiet) return this.status < 400 ? quiet.answered : quiet.refused;
      return quiet.judged.find(block, key, start, end);
    }
    this.isKnown = false;
    return null;
  }

  /** Of the line that was not read. */
  isKnown = true;

  private forget(quiet: QuietRequests): void {
    this.quiet = quiet;
    this.shapes = [];
  }

  private readAs(shape: Shape, block: OpenBlock, start: number, end: number, quiet: QuietRequests): boolean {
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

  /** The place of the closing quote; -1: a text that needs a closer look. */
  private readText(
    leaf: ShapeLeaf,
    block: OpenBlock,
    start: number,
    end: number,
    quiet: QuietRequests,
  ): number {
    const { bytes } = block;
    const { role, isOnly } = leaf;
    // Where one is empty, or a sign for nothing, others say it.
    if (role !== null && bytes[start] === QUOTE && !isOnly) return -1;
    if ((role === 'target' || role === 'request' || role === 'method') && bytes[start] === HYPHEN) return -1;
    const quietEnd = this.quietTextEnd(role, block, start, end, quiet);
    if (quietEnd !== -1) return quietEnd;
    const close = textEnd(bytes, start, end);
    if (close === -1 || !this.takeText(role, block, start, close)) return -1;
    return close;
  }

  /** The place of the closing quote of a text in which, on the way to it, nothing unusual is found; -1: else. */
  private quietTextEnd(
    role: Role | null,
    block: OpenBlock,
    start: number,
    end: number,
    quiet: QuietRequests,
  ): number {
    switch (role) {
      case 'target':
        return quiet.quietTargetEnd(block, start, end, QUOTE);
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
        // Quiet is none at all.
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

  private takeText(role: Role | null, block: OpenBlock, start: number, end: number): boolean {
    switch (role) {
      case 'target':
      case 'request':
      case 'referer':
      case 'cookie':
      case 'forwarded':
      case 'body':
        this.isQuiet = false;
        return true;
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

  /** `METHOD TARGET HTTP/N` in one text. */
  private readRequest(block: OpenBlock, start: number, end: number, quiet: QuietRequests): number {
    const { bytes, view } = block;
    this.method = wordsAt(view, start, METHOD_WORDS);
    if (this.method === -1) return -1;
    const target = start + (METHOD_WORDS[this.method] as Words).length;
    const targetEnd = quiet.quietTargetEnd(block, target, end, SPACE);
    if (targetEnd === -1 || !VERSION.standAt(view, targetEnd)) return -1;
    let at = targetEnd + VERSION.length;
    while (at < end && (isDigit(bytes[at] as number) || bytes[at] === DOT)) at++;
    return bytes[at] === QUOTE ? at : -1;
  }

  /** The place behind the number; -1: no number that JSON has. */
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
    // Whom a proxy names is read by others.
    return this.ip !== null && !this.proxies?.has(this.ip);
  }

  private takeStatus(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start !== 3) return false;
    this.status = 0;
    for (let at = start; at < end; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return false;
      this.status = 10 * this.status + digit;
    }
    return true;
  }
}

const VERSION = new Words(' HTTP/');
const METHOD_WORDS = METHODS.map((method) => new Words(`${method} `));
const QUOTED_METHODS = METHODS.map((method) => new Words(`${method}"`));

/** Null when the record does not tell in a usual way who asked for what, when, and with which answer. */
function shapeOf(outline: Outline, quiet: QuietRequests): Omit<Shape, 'kind'> | null {
  const names = outline.leaves.map(({ name }) => name);
  const roles = rolesOf(names);
  if (roles === null || outline.pieces.some((piece) => piece.length < 4)) return null;
  const telling: readonly string[] = Object.values(ACCESS_NAMES).flat();
  if (outline.constants.some((name) => telling.includes(name) || quiet.watched.has(name))) return null;
  // Where a rule looks at a field of the record's own, the record is to be read whole.
  if (names.some((name) => quiet.watched.has(name) && !roles.has(name))) return null;
  const leaves = outline.leaves.map(({ name, kind }: Leaf, index): ShapeLeaf => {
    const named = roles.get(name) ?? null;
    return {
      before: new Words(outline.pieces[index] as string),
      isText: kind === 'text',
      role: named ?? headerRole(name),
      isOnly: named === null || ACCESS_NAMES[named].filter((each) => names.includes(each)).length === 1,
      isOfRequest: REQUEST_NAMES.includes(name) || quiet.read.has(name),
      isUser: ACCESS_NAMES.user.includes(name),
    };
  });
  return { leaves, tail: Array.from(outline.tail, (sign) => sign.charCodeAt(0)) };
}

function headerRole(name: string): Role | null {
  if (COOKIE_NAMES.includes(name)) return 'cookie';
  if (BODY_NAMES.includes(name)) return 'body';
  return FORWARDED_NAMES.includes(name) ? 'forwarded' : null;
}

/** Which name tells what: as `AccessRecordReader` chooses. */
function rolesOf(names: readonly string[]): ReadonlyMap<string, Named> | null {
  const roles = new Map<string, Named>();
  const find = (role: keyof typeof ACCESS_NAMES): string | undefined =>
    ACCESS_NAMES[role].find((name) => names.includes(name));
  const needed: Named[] = ['time', 'client', 'status'];
  if (find('target') !== undefined) needed.push('target', 'method');
  else if (find('request') !== undefined && find('method') === undefined) needed.push('request');
  else return null;
  for (const role of needed) {
    const name = find(role);
    if (name === undefined || roles.has(name)) return null;
    roles.set(name, role);
  }
  for (const role of ['referer', 'agent'] as const) {
    const name = find(role);
    if (name !== undefined) roles.set(name, role);
  }
  return roles;
}

/** Empty, or `-`. */
function isNothing(bytes: Uint8Array, start: number, end: number): boolean {
  return end === start || (end === start + 1 && bytes[start] === HYPHEN);
}

/** Of a text without escapes; -1: one with, or with what is no text of JSON, or what may be a lookup. */
function textEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const code = bytes[at] as number;
    if (code === QUOTE) return at;
    if (code < SPACE || code === BACKSLASH || code === DOLLAR) return -1;
  }
  return -1;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 57;
}
