import { loggedText } from '../payload/text.ts';
import { type AskedLogin, type Dialect, FAILURE, type LoginOutcome, SUCCESS } from './dialect.ts';
import { ntlmUser } from './ntlm.ts';

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTETS = 0x04;
const ENUMERATED = 0x0a;
const BIND = 0x60;
const BIND_ANSWER = 0x61;
const SIMPLE = 0x80;

const DONE = 0;
const INVALID_CREDENTIALS = 49;
const LONGEST_DN = 128;

/** LDAP: a bind with name and password, or with NTLM. A bind without a name is anonymous, and no login. */
export const LDAP: Dialect = { service: 'ldap', ports: [389], asks, answers };

type Element = { readonly tag: number; readonly start: number; readonly end: number };

function asks(bytes: Uint8Array, start: number, end: number): AskedLogin | null {
  const bind = operation(bytes, start, end, BIND);
  const version = bind && element(bytes, bind.start, bind.end);
  const name = version && element(bytes, version.end, bind.end);
  const proof = name && element(bytes, name.end, bind.end);
  if (!proof || name.tag !== OCTETS) return null;
  if (proof.tag === SIMPLE) {
    if (name.start === name.end || proof.start === proof.end) return null;
    return {
      user: loggedText(bytes, name.start, Math.min(name.end, name.start + LONGEST_DN)),
      isClear: true,
    };
  }
  const user = ntlmUser(bytes, proof.start, proof.end);
  return user === null ? null : { user, isClear: false };
}

function answers(bytes: Uint8Array, start: number, end: number): LoginOutcome | null {
  const answer = operation(bytes, start, end, BIND_ANSWER);
  const result = answer && element(bytes, answer.start, answer.end);
  if (!result || result.tag !== ENUMERATED || result.end !== result.start + 1) return null;
  const code = bytes[result.start];
  if (code === DONE) return SUCCESS;
  return code === INVALID_CREDENTIALS ? FAILURE : null;
}

/** What stands behind the number of a message. */
function operation(bytes: Uint8Array, start: number, end: number, tag: number): Element | null {
  if (bytes[start] !== SEQUENCE) return null;
  const message = element(bytes, start, end);
  const number = message && element(bytes, message.start, message.end);
  if (!number || number.tag !== INTEGER) return null;
  const found = element(bytes, number.end, message.end);
  return found?.tag === tag ? found : null;
}

/** Null when it is not whole. */
function element(bytes: Uint8Array, at: number, end: number): Element | null {
  if (at + 2 > end) return null;
  const tag = bytes[at] as number;
  const first = bytes[at + 1] as number;
  let start = at + 2;
  let length = first;
  if (first >= 128) {
    const digits = first - 128;
    if (digits === 0 || digits > 4 || start + digits > end) return null;
    length = 0;
    for (let digit = 0; digit < digits; digit++) length = 256 * length + (bytes[start++] as number);
  }
  return start + length > end ? null : { tag, start, end: start + length };
}
