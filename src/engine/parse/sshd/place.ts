/**
 * Finds the peer in sshd's messages. User names, key comments and client banners are the client's own text and may hold
 * a whole ` from 192.0.2.1 port 22 ssh2`: each reader looks only at the place that sshd's format string fixes.
 */

/** Where an address stands: `start` is the place of the word before it, so that what is left of it can be told. */
export type Place = { readonly start: number; readonly address: string; readonly port: number | null };

const PREAUTH = ' [preauth]';

/** The end of a message without the mark of the unprivileged process. */
export function endOf(text: string): number {
  return text.endsWith(PREAUTH) ? text.length - PREAUTH.length : text.length;
}

/** `ADDRESS port PORT` that ends at `end`. */
export function addressPortAt(text: string, end: number): Place | null {
  let digits = end;
  while (digits > end - 6 && isDigit(text.charCodeAt(digits - 1))) digits -= 1;
  const count = end - digits;
  if (count === 0 || count > 5 || !text.startsWith(' port ', digits - 6)) return null;
  const addressEnd = digits - 6;
  const start = text.lastIndexOf(' ', addressEnd - 1) + 1;
  if (start >= addressEnd) return null;
  return { start, address: text.slice(start, addressEnd), port: Number(text.slice(digits, end)) };
}

/** ` from ADDRESS port PORT` that ends at `end`; `start` is the place of ` from`. */
export function fromPortAt(text: string, end: number): Place | null {
  const place = addressPortAt(text, end);
  return place === null ? null : behindFrom(text, place);
}

/** ` from ADDRESS` (older sshd, PAM) that ends at `end`; `start` is the place of ` from`. */
export function fromAt(text: string, end: number): Place | null {
  const start = text.lastIndexOf(' ', end - 1) + 1;
  if (start >= end) return null;
  return behindFrom(text, { start, address: text.slice(start, end), port: null });
}

function behindFrom(text: string, place: Place): Place | null {
  const start = place.start - ' from '.length;
  return text.startsWith(' from ', start) && start >= 0 ? { ...place, start } : null;
}

/** ` from ADDRESS[ port PORT]` that ends at `end`. */
export function fromMaybePortAt(text: string, end: number): Place | null {
  return fromPortAt(text, end) ?? fromAt(text, end);
}

/** `ADDRESS[ port PORT]` at `start`, for forms in which no text of the client's stands before it. */
export function addressFrom(text: string, start: number): Place | null {
  const match = ADDRESS.exec(text.slice(start, start + 320));
  if (match === null) return null;
  return { start, address: match[1] ?? '', port: match[2] === undefined ? null : Number(match[2]) };
}

const ADDRESS = /^(\S+?)(?: port (\d{1,5})(?!\d)|(?=[:,]?(?: |$)))/;

export type LoginPlace = {
  readonly start: number;
  readonly address: string | null;
  readonly port: number | null;
};

/**
 * ` from ADDRESS port PORT ssh2[: DETAIL]` of `Failed`, `Accepted` and their like. The detail (of a key, a certificate,
 * a host's or a Kerberos login) may hold the client's text as the user name does. Address null: two places fit, and
 * nothing in the line can tell which one is sshd's.
 */
export function loginPlace(text: string, method: string): LoginPlace | null {
  const end = protocolEnd(text, endOf(text));
  const plain = fromPortAt(text, end);
  if (plain !== null) return plain;
  if (!hasDetail(method)) return null;
  return placeBeforeKey(text) ?? placeBeforeDetail(text);
}

/** Methods after whose ` ssh2` a detail may follow. */
function hasDetail(method: string): boolean {
  return method === 'publickey' || method.startsWith('hostbased') || method.startsWith('gssapi');
}

function protocolEnd(text: string, end: number): number {
  return text.startsWith(' ssh2', end - 5) || text.startsWith(' ssh1', end - 5) ? end - 5 : end;
}

const SSH2 = ' ssh2: ';

/** ` ssh2: TYPE FINGERPRINT` at the end: no text of the client's can stand behind the address. */
function placeBeforeKey(text: string): Place | null {
  const end = endOf(text);
  const fingerprint = text.lastIndexOf(' ', end - 1);
  const type = text.lastIndexOf(' ', fingerprint - 1);
  const protocol = type + 1 - SSH2.length;
  if (protocol < 0 || !text.startsWith(SSH2, protocol)) return null;
  return KEY.test(text.slice(type + 1, end)) ? fromPortAt(text, protocol) : null;
}

const KEY = /^[A-Z][A-Z0-9-]{1,31} (?:SHA256:[\w+/=]{20,64}|(?:MD5:)?[0-9a-f:]{16,80})$/;

/** A certificate (`… ID text (serial 0) CA TYPE FINGERPRINT`), a host's login, a Kerberos name. */
const DETAIL =
  /(?: CA [A-Z][A-Z0-9-]{1,31} [\w:+/=]{16,80}|, client user "[^"]*", client host "[^"]*"| ssh2: [^\s]+@[^\s]+)$/;

function placeBeforeDetail(text: string): LoginPlace | null {
  if (!DETAIL.test(text.slice(Math.max(0, endOf(text) - 600), endOf(text)))) return null;
  let found: Place | null = null;
  for (let at = text.indexOf(SSH2); at !== -1; at = text.indexOf(SSH2, at + 1)) {
    const place = fromPortAt(text, at);
    if (place === null) continue;
    if (found !== null) return { start: -1, address: null, port: null };
    found = place;
  }
  return found;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
