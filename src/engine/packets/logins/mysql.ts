import { loggedText } from '../payload/text.ts';
import {
  type AskedLogin,
  type Dialect,
  FAILURE,
  LONGEST_NAME,
  type LoginOutcome,
  SUCCESS,
} from './dialect.ts';

/** Length (3 bytes) and number of a packet. */
const HEADER = 4;
/** Capabilities of the client, in the first word behind the header. */
const PROTOCOL_41 = 0x0200;
/** Behind capabilities, longest packet, character set and 23 zeros. */
const USER = HEADER + 32;

const OK = 0x00;
const ERROR = 0xff;
/**
 * Errors for a refusal with a password, without one, and for a locked account (MySQL, MariaDB). A host that may not connect
 * at all (1130) has guessed nothing.
 */
const REFUSALS: ReadonlySet<number> = new Set([1045, 1698, 3118, 4151]);

/** MySQL and MariaDB: the client's answer to the server's greeting, then packets until one decides. */
export const MYSQL: Dialect = { service: 'mysql', ports: [3306], asks, answers };

function asks(bytes: Uint8Array, start: number, end: number): AskedLogin | null {
  // A packet that only asks for TLS ends before the name.
  if (end - start <= USER || bytes[start + 3] !== 1) return null;
  const length = lengthAt(bytes, start);
  const capabilities = (bytes[start + HEADER] as number) | ((bytes[start + HEADER + 1] as number) << 8);
  if (length + HEADER > end - start || (capabilities & PROTOCOL_41) === 0) return null;
  const from = start + USER;
  let to = from;
  while (to < end && bytes[to] !== 0 && to - from < LONGEST_NAME) to++;
  return { user: to === from ? null : loggedText(bytes, from, to), isClear: false };
}

function answers(bytes: Uint8Array, start: number, end: number): LoginOutcome | null {
  for (let at = start; at + HEADER < end; at += HEADER + lengthAt(bytes, at)) {
    const kind = bytes[at + HEADER] as number;
    if (kind === OK) return SUCCESS;
    if (kind !== ERROR) continue;
    const code = (bytes[at + HEADER + 1] as number) | ((bytes[at + HEADER + 2] as number) << 8);
    return REFUSALS.has(code) ? FAILURE : null;
  }
  return null;
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
}
