import { i32le, u16be, u16le } from '../capture/bytes.ts';
import { type AskedLogin, type Dialect, FAILURE, type LoginOutcome, SUCCESS } from './dialect.ts';
import { wideText } from './ntlm.ts';

const HEADER = 8;
/** Kinds of packets: a login, what precedes it, and what a server answers. */
const LOGIN = 0x10;
const BEFORE_LOGIN = 0x12;
const ANSWER = 0x04;
/** Tokens: an error, what is told besides, what has changed, and that the login is accepted. */
const ERROR = 0xaa;
const TOLD = 0xab;
const CHANGED = 0xe3;
const ACCEPTED = 0xad;
const LOGIN_FAILED = 18456;
const LONGEST_REFUSAL = 160;
/** Who it was, in English: `Login failed for user 'sa'.` */
const REFUSED = /^Login failed for user '(.*)'\./;

/** SQL Server: logins are encrypted by default, their answers are not. */
export const MSSQL: Dialect = { service: 'mssql', ports: [1433], asks, answers };

function asks(bytes: Uint8Array, start: number, end: number): AskedLogin | null {
  const kind = bytes[start];
  if (end - start < HEADER || (kind !== LOGIN && kind !== BEFORE_LOGIN)) return null;
  return u16be(bytes, start + 2) === end - start ? { user: null, isClear: false } : null;
}

function answers(bytes: Uint8Array, start: number, end: number): LoginOutcome | null {
  if (bytes[start] !== ANSWER) return null;
  for (let at = start + HEADER; at + 7 <= end; at += 3 + u16le(bytes, at + 1)) {
    const token = bytes[at];
    if (token === ACCEPTED) return SUCCESS;
    if (token === ERROR && i32le(bytes, at + 3) === LOGIN_FAILED) return refusal(bytes, at + 9, end);
    if (token !== ERROR && token !== TOLD && token !== CHANGED) return null;
  }
  return null;
}

/** From the length of its text on. */
function refusal(bytes: Uint8Array, at: number, end: number): LoginOutcome {
  if (at + 2 > end) return FAILURE;
  const text = wideText(bytes, at + 2, Math.min(end, at + 2 + 2 * u16le(bytes, at)), LONGEST_REFUSAL);
  const user = REFUSED.exec(text ?? '')?.[1];
  return user === undefined ? FAILURE : { outcome: 'failure', user };
}
