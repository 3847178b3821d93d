import { u32be } from '../capture/bytes.ts';
import type { BodyLength } from './body.ts';
import { hasWord, lineEnd, loggedText, nextLine } from './text.ts';

/** Longest request line, longest header and most headers that are read. */
const LONGEST_LINE = 6000;
const LONGEST_HEADER = 1024;
const MOST_HEADERS = 64;

/** First four bytes of the methods: `GET `, `POST`, … */
const METHOD_NAMES = [
  ...['GET ', 'POST', 'HEAD', 'PUT ', 'DELE', 'OPTI', 'PATC', 'CONN', 'TRAC'],
  ...['PROP', 'MOVE', 'COPY', 'MKCO', 'SEAR', 'DEBU', 'LOCK', 'REPO'],
];
const METHODS: ReadonlySet<number> = new Set(
  METHOD_NAMES.map((method) =>
    u32be(
      Uint8Array.from(method, (letter) => letter.charCodeAt(0)),
      0,
    ),
  ),
);
/** `HTTP` */
const ANSWER = 0x48545450;

/** A request as it went over the wire, with what a server logs of it. */
export type HttpRequest = {
  /** The first line, escaped as in a log. */
  readonly line: string;
  readonly host: string | undefined;
  readonly referer: string | undefined;
  readonly userAgent: string | undefined;
  /** Whose password went along in clear text (Basic); null when none did. The password itself is not kept. */
  readonly basicUser: string | null;
  /** What follows before the next request. */
  readonly body: BodyLength;
};

export type HttpAnswer = {
  readonly status: number;
  readonly bytes: number | undefined;
  /** Where its head ends. */
  readonly end: number;
};

export function beginsRequest(bytes: Uint8Array, start: number, end: number): boolean {
  // All methods begin with a capital letter.
  return end - start >= 14 && (bytes[start] as number) >> 5 === 2 && METHODS.has(u32be(bytes, start));
}

/** Up to this many bytes may be the beginning of a request whose rest is still to come. */
export function mayBeginRequest(bytes: Uint8Array, start: number, end: number): boolean {
  const count = Math.min(4, end - start);
  if (count === 4) return METHODS.has(u32be(bytes, start));
  return METHOD_NAMES.some((name) => name.startsWith(String.fromCharCode(...bytes.subarray(start, end))));
}

export function beginsAnswer(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 12 && u32be(bytes, start) === ANSWER;
}

/** Null when it only looked like one. */
export function readRequest(bytes: Uint8Array, start: number, end: number): HttpRequest | null {
  const first = lineEnd(bytes, start, Math.min(end, start + LONGEST_LINE));
  const line = loggedText(bytes, start, first);
  const isWhole = /^[A-Z]{3,12} \S.* HTTP\/\d/.test(line);
  // A long request may be cut by the end of its segment: what is there is read.
  const isCut = first === end && /^[A-Z]{3,12} [/hH*]/.test(line);
  if (!isWhole && !isCut) return null;
  let host: string | undefined;
  let referer: string | undefined;
  let userAgent: string | undefined;
  let basicUser: string | null = null;
  let body: BodyLength = 0;
  eachHeader(bytes, nextLine(bytes, first, end), end, (at, stop) => {
    const value = (name: string): string =>
      loggedText(bytes, skipBlanks(bytes, at + name.length, stop), stop);
    if (hasWord(bytes, at, stop, 'host:')) host = value('host:');
    else if (hasWord(bytes, at, stop, 'user-agent:')) userAgent = value('user-agent:');
    else if (hasWord(bytes, at, stop, 'referer:')) referer = value('referer:');
    else if (hasWord(bytes, at, stop, 'content-length:')) {
      if (body !== 'chunked') body = lengthOf(value('content-length:')) ?? 0;
    } else if (hasWord(bytes, at, stop, 'transfer-encoding:')) {
      if (/\bchunked\s*$/i.test(value('transfer-encoding:'))) body = 'chunked';
    } else if (hasWord(bytes, at, stop, 'authorization:')) {
      const scheme = skipBlanks(bytes, at + 14, stop);
      if (hasWord(bytes, scheme, stop, 'basic ')) basicUser = userOf(bytes, scheme + 6, stop);
    }
  });
  return { line, host, referer, userAgent, basicUser, body };
}

export function readAnswer(bytes: Uint8Array, start: number, end: number): HttpAnswer | null {
  const first = lineEnd(bytes, start, Math.min(end, start + 128));
  const status = /^HTTP\/\d(?:\.\d)? (\d{3})/.exec(loggedText(bytes, start, first))?.[1];
  if (status === undefined) return null;
  let length: number | undefined;
  const behind = eachHeader(bytes, nextLine(bytes, first, end), end, (at, stop) => {
    if (!hasWord(bytes, at, stop, 'content-length:')) return;
    length = lengthOf(loggedText(bytes, skipBlanks(bytes, at + 15, stop), stop)) ?? length;
  });
  return { status: Number(status), bytes: length, end: behind };
}

function lengthOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Returns where the head ends. */
function eachHeader(
  bytes: Uint8Array,
  from: number,
  end: number,
  read: (start: number, end: number) => void,
): number {
  let at = from;
  for (let headers = 0; headers < MOST_HEADERS && at < end; headers++) {
    const stop = lineEnd(bytes, at, Math.min(end, at + LONGEST_HEADER));
    if (stop === at) return nextLine(bytes, at, end);
    read(at, stop);
    const next = nextLine(bytes, stop, end);
    // What is left of a header that is too long is read as one more, that means nothing.
    at = next === stop ? stop : next;
  }
  return end;
}

function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] === 32 || bytes[at] === 9)) at++;
  return at;
}

/** The name in `base64(name:password)`; the rest is not even decoded. */
function userOf(bytes: Uint8Array, start: number, end: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const decoded: number[] = [];
  let bits = 0;
  let held = 0;
  for (let at = start; at < end && decoded.length < 128; at++) {
    const value = alphabet.indexOf(String.fromCharCode(bytes[at] as number));
    if (value === -1) break;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    const byte = (held >> bits) & 255;
    if (byte === 58) break;
    decoded.push(byte);
  }
  return loggedText(Uint8Array.from(decoded), 0, decoded.length);
}
