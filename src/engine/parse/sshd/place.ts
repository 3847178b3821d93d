import { isDigit } from '../../digits.ts';
import { isAt } from '../text/is-at.ts';

/**
 * Finds the peer in sshd's messages. User names, key comments and client banners are the client's own text and may hold
 * a whole ` from 192.0.2.1 port 22 ssh2`: each reader looks only at the place that sshd's format string fixes.
 */

/** Where an address stands: `start` is the place of the word before it, so that what is left of it can be told. */
export type Place = { readonly start: number; readonly address: string; readonly port: number | null };

const SPACE = 32;
const PREAUTH = ' [preauth]';

/** The end of a message without the mark of the unprivileged process. */
export function endOf(text: string): number {
  const bracketed = text.charCodeAt(text.length - 1) === 93;
  return bracketed && text.endsWith(PREAUTH) ? text.length - PREAUTH.length : text.length;
}

const PORT = ' port ';
const FROM = ' from ';

/** Place after the last space before `end`. */
function lastWord(text: string, end: number): number {
  let start = end;
  while (start > 0 && text.charCodeAt(start - 1) !== SPACE) start -= 1;
  return start;
}

/** Place of the digits of ` port PORT` that ends at `end`, or -1. */
function portBefore(text: string, end: number): number {
  let digits = end;
  while (isDigit(text.charCodeAt(digits - 1))) digits -= 1;
  const count = end - digits;
  return count > 0 && count <= 5 && isAt(text, digits - PORT.length, PORT) ? digits : -1;
}

function placeOf(text: string, start: number, address: number, digits: number, end: number): Place | null {
  const addressEnd = digits - PORT.length;
  if (address >= addressEnd) return null;
  return { start, address: text.slice(address, addressEnd), port: numberAt(text, digits, end) };
}

/** `ADDRESS port PORT` that ends at `end`. */
export function addressPortAt(text: string, end: number): Place | null {
  const digits = portBefore(text, end);
  if (digits === -1) return null;
  const address = lastWord(text, digits - PORT.length);
  return placeOf(text, address, address, digits, end);
}

/** ` from ADDRESS port PORT` that ends at `end`; `start` is the place of ` from`. */
export function fromPortAt(text: string, end: number): Place | null {
  const digits = portBefore(text, end);
  if (digits === -1) return null;
  const address = lastWord(text, digits - PORT.length);
  const start = address - FROM.length;
  return start >= 0 && isAt(text, start, FROM) ? placeOf(text, start, address, digits, end) : null;
}

/** ` from ADDRESS` (older sshd, PAM) that ends at `end`; `start` is the place of ` from`. */
export function fromAt(text: string, end: number): Place | null {
  const address = lastWord(text, end);
  const start = address - FROM.length;
  if (address >= end || start < 0 || !isAt(text, start, FROM)) return null;
  return { start, address: text.slice(address, end), port: null };
}

/** ` from ADDRESS[ port PORT]` that ends at `end`. */
export function fromMaybePortAt(text: string, end: number): Place | null {
  return fromPortAt(text, end) ?? fromAt(text, end);
}

/** `ADDRESS[ port PORT]` at `start`, for forms in which no text of the client's stands before it. */
export function addressFrom(text: string, start: number): Place | null {
  const word = text.indexOf(' ', start);
  const wordEnd = word === -1 ? text.length : word;
  if (text.startsWith(PORT, wordEnd)) {
    const digits = wordEnd + PORT.length;
    let end = digits;
    while (isDigit(text.charCodeAt(end))) end += 1;
    return end > digits && end - digits <= 5 ? placeOf(text, start, start, digits, end) : null;
  }
  // `1.2.3.4: 11: Bye Bye` of older releases.
  const mark = text.charCodeAt(wordEnd - 1);
  const end = mark === 58 || mark === 44 ? wordEnd - 1 : wordEnd;
  return end > start ? { start, address: text.slice(start, end), port: null } : null;
}

type LoginPlace = {
  readonly start: number;
  readonly address: string | null;
  readonly port: number | null;
};

/** sshd cuts its messages at 1024 bytes and old relays at 480 with their header: a shorter message is whole. */
const SURELY_WHOLE = 440;

/**
 * ` from ADDRESS port PORT ssh2[: DETAIL]` of `Failed`, `Accepted` and their like. The detail (a certificate with its
 * name, a client's host, a Kerberos name) may hold the client's text as the account does, and is long enough to have
 * the message cut where the client likes. Address null: two places fit, and nothing can tell which one is sshd's.
 */
export function loginPlace(text: string, method: string): LoginPlace | null {
  const end = endOf(text);
  const last = fromPortAt(text, protocolEnd(text, end));
  if (!hasDetail(method)) return last;
  const before = placesBeforeDetail(text);
  const found = last === null ? before.length : before.length + 1;
  if (found === 1) return last ?? before[0] ?? null;
  if (found === 0) return null;
  const certain = text.length <= SURELY_WHOLE ? (last ?? placeBeforeKey(text, end)) : null;
  return certain ?? { start: -1, address: null, port: null };
}

/** Methods after whose ` ssh2` a detail may follow. */
function hasDetail(method: string): boolean {
  if (method === 'password') return false;
  return method === 'publickey' || method.startsWith('hostbased') || method.startsWith('gssapi');
}

function protocolEnd(text: string, end: number): number {
  return isDigit(text.charCodeAt(end - 1)) && isAt(text, end - 5, ' ssh') ? end - 5 : end;
}

const SSH2 = ' ssh2: ';

/** Two at the most. */
function placesBeforeDetail(text: string): readonly Place[] {
  const places: Place[] = [];
  for (let at = text.indexOf(SSH2); at !== -1 && places.length < 2; at = text.indexOf(SSH2, at + 1)) {
    const place = fromPortAt(text, at);
    if (place !== null) places.push(place);
  }
  return places;
}

/** ` ssh2: TYPE FINGERPRINT` at the end: a key without a certificate, so no text of the client's behind the address. */
function placeBeforeKey(text: string, end: number): Place | null {
  const type = lastWord(text, lastWord(text, end) - 1);
  const protocol = type - SSH2.length;
  if (protocol < 0 || !text.startsWith(SSH2, protocol)) return null;
  return KEY.test(text.slice(type, end)) ? fromPortAt(text, protocol) : null;
}

const KEY = /^[A-Z][A-Z0-9-]{1,31} (?:SHA256:[\w+/=]{20,64}|(?:MD5:)?[0-9a-f:]{16,80})$/;

function numberAt(text: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + text.charCodeAt(at) - 48;
  return value;
}
