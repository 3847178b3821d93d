/**
 * Bytes as a web server logs them: what is not plain ASCII, quotes and backslashes as `\xHH`. In one piece: of a text put
 * together letter by letter V8 keeps an object for each of them.
 */
export function loggedText(bytes: Uint8Array, start: number, end: number): string {
  const parts: string[] = [];
  let from = start;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte >= 32 && byte < 127 && byte !== 34 && byte !== 92) continue;
    parts.push(textOf(bytes, from, at), `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`);
    from = at + 1;
  }
  const rest = textOf(bytes, from, end);
  if (parts.length === 0) return rest;
  parts.push(rest);
  return parts.join('');
}

function textOf({ buffer, byteOffset }: Uint8Array, start: number, end: number): string {
  return end <= start ? '' : Buffer.from(buffer, byteOffset + start, end - start).toString('latin1');
}

/** Place of the line end (CR LF or LF alone) from `at`; `end` when there is none. */
export function lineEnd(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] === 10) return at > from && bytes[at - 1] === 13 ? at - 1 : at;
  }
  return end;
}

/** Where the line after begins. */
export function nextLine(bytes: Uint8Array, lineEndAt: number, end: number): number {
  let at = lineEndAt;
  if (at < end && bytes[at] === 13) at++;
  if (at < end && bytes[at] === 10) at++;
  return at;
}

/** Whether ASCII letters (given in lower case) stand there, in either case. */
export function hasWord(bytes: Uint8Array, at: number, end: number, word: string): boolean {
  if (end - at < word.length) return false;
  for (let index = 0; index < word.length; index++) {
    const byte = bytes[at + index] as number;
    const lower = byte >= 65 && byte <= 90 ? byte | 32 : byte;
    if (lower !== word.charCodeAt(index)) return false;
  }
  return true;
}
