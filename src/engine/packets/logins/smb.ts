import { i32le, u16le } from '../capture/bytes.ts';
import { loggedText } from '../payload/text.ts';
import {
  type AskedLogin,
  type Dialect,
  FAILURE,
  LONGEST_NAME,
  type LoginOutcome,
  SUCCESS,
} from './dialect.ts';
import { ntlmUser, wideText } from './ntlm.ts';

/** The length of a message stands before it. */
const FRAME = 4;
/** `SMB`, behind one byte that tells the version. */
const SMB = [0x53, 0x4d, 0x42];
const OLD = 0xff;
const NEW = 0xfe;

/** Session setup, in both versions. */
const OLD_SETUP = 0x73;
const NEW_SETUP = 1;
const OLD_REPLY = 0x80;
const WIDE = 0x8000;
const NEW_REPLY = 1;
/** Words of a setup of the old version that holds name and answer as such. */
const PLAIN_WORDS = 13;

/** Wrong name or password, locked, disabled, not at this hour or from here. `0xC0000016` only asks for more. */
const REFUSALS: ReadonlySet<number> = new Set(
  [0xc000006d, 0xc0000064, 0xc000006a, 0xc0000234, 0xc0000072, 0xc000006e, 0xc000006f, 0xc0000070].map(
    (status) => status | 0,
  ),
);

/**
 * SMB 1 to 3, whose logins are not encrypted. Logins with Kerberos are left out: nobody guesses passwords by its tickets
 * here.
 */
export const SMB_LOGINS: Dialect = { service: 'smb', ports: [445, 139], asks, answers };

function asks(bytes: Uint8Array, start: number, end: number): AskedLogin | null {
  const version = versionOf(bytes, start, end);
  if (version === null) return null;
  const head = start + FRAME;
  if (version === NEW) {
    if (u16le(bytes, head + 12) !== NEW_SETUP) return null;
  } else if (bytes[head + 4] !== OLD_SETUP) return null;
  const user = ntlmUser(bytes, head, end) ?? (version === OLD ? plainUser(bytes, head, end) : null);
  // A session without a name is anonymous, and no login.
  return user === null ? null : { user, isClear: false };
}

/** Name behind the two answers to the challenge. */
function plainUser(bytes: Uint8Array, head: number, end: number): string | null {
  const words = head + 33;
  if (bytes[head + 32] !== PLAIN_WORDS || words + 28 >= end) return null;
  const from = words + 28 + u16le(bytes, words + 14) + u16le(bytes, words + 16);
  if ((u16le(bytes, head + 10) & WIDE) === 0) {
    const to = zeroFrom(bytes, from, end, 1);
    return to === from ? null : loggedText(bytes, from, to);
  }
  // Two bytes each, on even places of the message.
  const even = from + ((from - head) & 1);
  return wideText(bytes, even, zeroFrom(bytes, even, end, 2));
}

function zeroFrom(bytes: Uint8Array, from: number, end: number, width: 1 | 2): number {
  const last = Math.min(end, from + width * LONGEST_NAME);
  for (let at = from; at + width <= last; at += width)
    if (bytes[at] === 0 && bytes[at + width - 1] === 0) return at;
  return Math.max(from, last);
}

function answers(bytes: Uint8Array, start: number, end: number): LoginOutcome | null {
  const version = versionOf(bytes, start, end);
  if (version === null) return null;
  const head = start + FRAME;
  const isNew = version === NEW;
  const isReply = isNew
    ? u16le(bytes, head + 12) === NEW_SETUP && ((bytes[head + 16] as number) & NEW_REPLY) !== 0
    : bytes[head + 4] === OLD_SETUP && ((bytes[head + 9] as number) & OLD_REPLY) !== 0;
  if (!isReply) return null;
  const status = i32le(bytes, head + (isNew ? 8 : 5));
  if (status === 0) return SUCCESS;
  return REFUSALS.has(status) ? FAILURE : null;
}

function versionOf(bytes: Uint8Array, start: number, end: number): typeof OLD | typeof NEW | null {
  const head = start + FRAME;
  const version = bytes[head];
  if (end - head < 33 || bytes[start] !== 0 || (version !== OLD && version !== NEW)) return null;
  return SMB.every((byte, index) => bytes[head + 1 + index] === byte) ? version : null;
}
