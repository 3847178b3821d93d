import { u16le } from '../capture/bytes.ts';
import { loggedText } from '../payload/text.ts';
import { LONGEST_NAME } from './dialect.ts';

/** `NTLMSSP`, a zero, and the kind of the message that answers the server's challenge. */
const ANSWER = [0x4e, 0x54, 0x4c, 0x4d, 0x53, 0x53, 0x50, 0, 3, 0, 0, 0];
/** Of the name within the message: its length; where it begins four bytes behind. */
const USER = 36;
const LONGEST = 2048;

/** The name in an answer to NTLM's challenge, wherever it stands; null when there is none, or when nobody is named. */
export function ntlmUser(bytes: Uint8Array, start: number, end: number): string | null {
  const last = Math.min(end, start + LONGEST) - USER - 8;
  for (let at = start; at <= last; at++) {
    if (!ANSWER.every((byte, index) => bytes[at + index] === byte)) continue;
    const length = u16le(bytes, at + USER);
    const from = at + u16le(bytes, at + USER + 4);
    return from + length > end ? null : wideText(bytes, from, from + length);
  }
  return null;
}

/** Of UTF-16, `most` letters; null when it is empty. */
export function wideText(bytes: Uint8Array, start: number, end: number, most = LONGEST_NAME): string | null {
  const to = Math.min(end, start + 2 * most);
  let text = '';
  for (let at = start; at + 1 < to; at += 2) text += String.fromCharCode(u16le(bytes, at));
  const encoded = new TextEncoder().encode(text);
  return text === '' ? null : loggedText(encoded, 0, encoded.length);
}
