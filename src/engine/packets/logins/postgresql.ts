import { i32be } from '../capture/bytes.ts';
import { hasWord, loggedText } from '../payload/text.ts';
import {
  type AskedLogin,
  type Dialect,
  FAILURE,
  LONGEST_NAME,
  type LoginOutcome,
  SUCCESS,
} from './dialect.ts';

/**
 * Upper half of the protocol's version, with which a client begins. Requests for TLS or to cancel a query have other numbers.
 */
const VERSION = 3;
const LONGEST_STARTUP = 2048;
/** `R`: of authentication; `E`: an error. */
const AUTHENTICATION = 0x52;
const ERROR = 0x45;
/** The field of an error that holds its code, `C`. */
const CODE = 0x43;

/** PostgreSQL: who a client wants to be, then messages until one decides. */
export const POSTGRESQL: Dialect = { service: 'postgresql', ports: [5432], asks, answers };

function asks(bytes: Uint8Array, start: number, end: number): AskedLogin | null {
  const length = end - start;
  if (length < 9 || length > LONGEST_STARTUP || i32be(bytes, start) !== length) return null;
  if (i32be(bytes, start + 4) >>> 16 !== VERSION) return null;
  for (let at = start + 8; at < end && bytes[at] !== 0; ) {
    const value = textEnd(bytes, at, end) + 1;
    const next = textEnd(bytes, value, end) + 1;
    if (value - at === 5 && hasWord(bytes, at, end, 'user'))
      return { user: loggedText(bytes, value, Math.min(next - 1, value + LONGEST_NAME)), isClear: false };
    at = next;
  }
  return null;
}

function answers(bytes: Uint8Array, start: number, end: number): LoginOutcome | null {
  for (let at = start; at + 9 <= end; at += 1 + Math.max(4, i32be(bytes, at + 1))) {
    if (bytes[at] === ERROR) return isRefusal(bytes, at + 5, end) ? FAILURE : null;
    if (bytes[at] !== AUTHENTICATION) return null;
    if (i32be(bytes, at + 5) === 0) return SUCCESS;
  }
  return null;
}

/** Code `invalid_password`, also when the name is wrong. A client that may not connect at all has guessed nothing. */
function isRefusal(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end && bytes[at] !== 0; at = textEnd(bytes, at, end) + 1)
    if (bytes[at] === CODE) return hasWord(bytes, at + 1, end, '28p01');
  return false;
}

function textEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== 0) at++;
  return at;
}
