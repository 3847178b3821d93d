import { RuleError } from '../rule-error.ts';
import type { Pattern } from './pattern.ts';
import { concatenate, DASH, literalPattern, mapLiterals, type Piece } from './pattern.ts';

/** Bytes as a text of which each character is one byte: what `wide` and its like make, and what `base64` reads. */
type Bytes = string;

const LITTLE = 'utf16le';
const BYTE_ORDER_MARK = '\u00ff\u00fe';

export const UTF16_MODIFIERS = ['utf16', 'utf16le', 'utf16be', 'wide'] as const;
export type Utf16Modifier = (typeof UTF16_MODIFIERS)[number];

/** The literals of a pattern as UTF-16; wildcards stay. `utf16` begins with a byte order mark. */
export function toUtf16(pattern: Pattern, modifier: Utf16Modifier): Pattern {
  const encoded = mapLiterals(pattern, (literal) =>
    utf16(literal, modifier === 'utf16be' ? 'utf16be' : LITTLE),
  );
  if (modifier !== 'utf16') return encoded;
  return concatenate([literalPattern(BYTE_ORDER_MARK), encoded]);
}

function utf16(text: string, order: 'utf16le' | 'utf16be'): Bytes {
  let bytes = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const low = String.fromCharCode(code & 0xff);
    const high = String.fromCharCode(code >> 8);
    bytes += order === LITTLE ? low + high : high + low;
  }
  return bytes;
}

/** How encoded bytes stand in a log that is text. Throws `RuleError` when they cannot. */
export function bytesAsText(pattern: Pattern): Pattern {
  return mapLiterals(pattern, (bytes) => {
    const text = bytes.startsWith(BYTE_ORDER_MARK) ? `\ufeff${bytes.slice(2)}` : bytes;
    if (/[\x80-\xff]/.test(text))
      throw new RuleError('UTF-16 of other characters than ASCII can only be searched in base64');
    return text;
  });
}

export function utf8(text: string): Bytes {
  let bytes = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes += char;
    else if (code < 0x800) bytes += String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000)
      bytes += String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else
      bytes += String.fromCharCode(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 0x3f),
        0x80 | ((code >> 6) & 0x3f),
        0x80 | (code & 0x3f),
      );
  }
  return bytes;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function base64(bytes: Bytes): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = [0, 1, 2].map((offset) => bytes.charCodeAt(at + offset) || 0);
    const bits = (a << 16) | (b << 8) | c;
    for (const shift of [18, 12, 6, 0]) text += BASE64[(bits >> shift) & 63];
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return missing === 0 ? text : text.slice(0, -missing) + '='.repeat(missing);
}

/** The three ways in which the bytes can stand within base64, without the characters that also tell of their neighbours. */
export function base64Offsets(bytes: Bytes): string[] {
  return [0, 1, 2].map((offset) => {
    const text = base64(' '.repeat(offset) + bytes);
    const start = [0, 2, 3][offset] ?? 0;
    const cut = [0, 3, 2][(bytes.length + offset) % 3] ?? 0;
    return text.slice(start, text.length - cut);
  });
}

/** Not between letters, and before one: in `-param-name` the first. */
const OPTION_DASH = /(?<![\p{L}\p{N}_])[-/\u2013\u2014\u2015](?=[\p{L}\p{N}_])/gu;

/** Dashes and slashes before a word become any of the characters that Windows programs take for one. */
export function openDashes(pattern: Pattern): Pattern {
  return mapLiterals(pattern, (literal) => {
    const pieces: Piece[] = [];
    let from = 0;
    for (const { index } of literal.matchAll(OPTION_DASH)) {
      if (index > from) pieces.push(literal.slice(from, index));
      pieces.push(DASH);
      from = index + 1;
    }
    if (from < literal.length || pieces.length === 0) pieces.push(literal.slice(from));
    return pieces;
  });
}
