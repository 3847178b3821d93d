import { u16be } from '../capture/bytes.ts';
import { hasWord, loggedText } from '../payload/text.ts';
import {
  type AskedLogin,
  type Dialect,
  FAILURE,
  LONGEST_NAME,
  type LoginOutcome,
  SUCCESS,
} from './dialect.ts';

const CONNECT = 0x10;
const CONNECTED = 0x20;
const VERSION_5 = 5;
const HAS_USER = 0x80;
const HAS_PASSWORD = 0x40;
const HAS_WILL = 0x04;

/** Wrong name or password, and not allowed; in version 5 as well. */
const REFUSALS: ReadonlySet<number> = new Set([4, 5, 0x86, 0x87]);

/** MQTT: `CONNECT` with name and password, and its answer. */
export const MQTT: Dialect = { service: 'mqtt', ports: [1883], asks, answers };

function asks(bytes: Uint8Array, start: number, end: number): AskedLogin | null {
  if (bytes[start] !== CONNECT) return null;
  const head = behindLength(bytes, start + 1, end);
  // The header holds the protocol's name, its version, flags, and two bytes for the keep-alive time.
  if (head + 10 > end || u16be(bytes, head) !== 4 || !hasWord(bytes, head + 2, end, 'mqtt')) return null;
  const isNew = bytes[head + 6] === VERSION_5;
  const flags = bytes[head + 7] as number;
  if ((flags & HAS_USER) === 0 || (flags & HAS_PASSWORD) === 0) return null;
  let at = behindText(bytes, isNew ? behindProperties(bytes, head + 10, end) : head + 10, end);
  if ((flags & HAS_WILL) !== 0) {
    if (isNew) at = behindProperties(bytes, at, end);
    at = behindText(bytes, behindText(bytes, at, end), end);
  }
  const to = behindText(bytes, at, end);
  if (to > end) return null;
  return { user: loggedText(bytes, at + 2, Math.min(to, at + 2 + LONGEST_NAME)), isClear: true };
}

function answers(bytes: Uint8Array, start: number, end: number): LoginOutcome | null {
  if (bytes[start] !== CONNECTED || end - start < 4) return null;
  const code = bytes[start + 3] as number;
  if (code === 0) return SUCCESS;
  return REFUSALS.has(code) ? FAILURE : null;
}

/** A length has one to four bytes of seven bits. */
function behindLength(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && at < from + 3 && (bytes[at] as number) >= 128) at++;
  return at + 1;
}

function behindProperties(bytes: Uint8Array, from: number, end: number): number {
  let length = 0;
  const behind = behindLength(bytes, from, end);
  for (let at = behind - 1; at >= from; at--) length = 128 * length + ((bytes[at] ?? 0) & 127);
  return behind + length;
}

/** The place behind a text with its length before it; beyond `end` when the text is cut off. */
function behindText(bytes: Uint8Array, at: number, end: number): number {
  return at + 2 > end ? end + 1 : at + 2 + u16be(bytes, at);
}
