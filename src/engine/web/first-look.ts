import { mayBePacked } from './packed.ts';

/**
 * The first look at a request: one pass that decodes as it goes and tells whether anything in it could be part of an attack.
 * Nearly all ordinary requests are done with after it.
 */
const PERCENT = 37;
const NONE = 255;
/** `before` when it was an escaped byte of a letter beyond ASCII. */
const OF_A_LETTER = -1;

/**
 * 1: a sign that no ordinary address has. 2: one that tells only next to another (`..`, `/.`, `//`, `/*`, `--`, `@@`, `:/`,
 * `=/`, `__`).
 */
const MARKS = marks();
/** Value of a hexadecimal digit, by character code. */
const HEX = hexDigits();

function marks(): Uint8Array {
  const table = new Uint8Array(128);
  for (let code = 0; code <= 32; code++) table[code] = 1;
  table[127] = 1;
  for (const mark of '"\'<>()[]{}|\\^`;$#+') table[mark.charCodeAt(0)] = 1;
  for (const mark of './*-@:=_') table[mark.charCodeAt(0)] = 2;
  return table;
}

function hexDigits(): Uint8Array {
  const table = new Uint8Array(128).fill(NONE);
  for (let digit = 0; digit < 16; digit++) {
    const sign = digit.toString(16);
    table[sign.charCodeAt(0)] = digit;
    table[sign.toUpperCase().charCodeAt(0)] = digit;
  }
  return table;
}

/** Whether `text` needs a closer look. Takes linear time and allocates nothing. */
export function isSuspicious(text: string): boolean {
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    let code = text.charCodeAt(at);
    if (code === PERCENT) {
      const high = HEX[text.charCodeAt(at + 1)] ?? NONE;
      const low = HEX[text.charCodeAt(at + 2)] ?? NONE;
      if (high === NONE || low === NONE) return true;
      at += 2;
      if (high >= 8) {
        // A continuation byte without a lead byte is a letter, or a space, of an older 8-bit encoding.
        if (high >= 12 ? isOverlong(high * 16 + low, text, at) : before !== OF_A_LETTER) return true;
        before = OF_A_LETTER;
        continue;
      }
      code = high * 16 + low;
      // Dots, letters and digits need no escape: whoever escapes them hides them. An escaped percent sign is decoded twice.
      // An escaped `&` is part of a value.
      if (code === PERCENT || code === 46 || code === 38 || isAlphanumeric(code)) return true;
    }
    if (code === 47 && isTellingSlash(text, at)) return true;
    if (code >= 128) {
      before = OF_A_LETTER;
      continue;
    }
    const mark = MARKS[code] as number;
    if (mark === 0) before = 0;
    else if (mark === 1 || isPair(before, code)) return true;
    else {
      if (
        code === 61 &&
        mayBePacked(text.charCodeAt(at + 1), text.charCodeAt(at + 2), text.charCodeAt(at + 3))
      )
        return true;
      before = code;
    }
  }
  return false;
}

const QUESTION = 63;
const QUOTE = 34;
const DOT = 46;

/** A search automaton for words, run along with the pass (see `Automaton`). */
type Words = { readonly columns: Uint8Array; readonly next: Int32Array };

/**
 * Reads a target in its block as long as it is plain: no escape, no sign that could be part of an attack, and none of the
 * words.
 */
export class PlainTarget {
  /** Where the target ends, and its path. */
  end = 0;
  pathEnd = 0;

  constructor(private readonly words: Words = NO_WORDS) {}

  /** Reads from `start` to the next `stop`; false when there is none before `limit`, or a closer look is needed. */
  read(bytes: Uint8Array, start: number, limit: number, stop: number): boolean {
    const { columns, next } = this.words;
    let state = 0;
    let before = 0;
    let pathEnd = -1;
    for (let at = start; at < limit; at++) {
      const code = bytes[at] as number;
      if (code === stop) {
        this.end = at;
        this.pathEnd = pathEnd === -1 ? at : pathEnd;
        return true;
      }
      state = next[state + (columns[code] as number)] as number;
      if (state < 0) return false;
      const mark = BYTE_MARKS[code] as number;
      if (mark === 0) {
        before = 0;
        if (code === QUESTION && pathEnd === -1) pathEnd = at;
      } else if (mark === 1 || isPair(before, code)) return false;
      else {
        if (
          code === 61 &&
          mayBePacked(bytes[at + 1] as number, bytes[at + 2] as number, bytes[at + 3] as number)
        )
          return false;
        // `-inf/`: the end of `WEB-INF/`, the folder that a Java program keeps to itself.
        if (code === 47 && bytes[at - 4] === 45 && ((bytes[at - 1] as number) | 32) === 102) return false;
        before = code;
      }
    }
    return false;
  }
}

/** Cookies and other headers hold nearly all signs: here only those that an attack cannot do without. */
const OF_HEADERS = telling(`'<>()|\`{}\\$"`);

function telling(signs: string): Uint8Array {
  const table = new Uint8Array(256);
  table.fill(1, 0, 32);
  for (const sign of signs) table[sign.charCodeAt(0)] = 1;
  return table;
}

/** Lists of addresses (`X-Forwarded-For`) hold none of these signs either. */
const OF_ADDRESSES = OF_HEADERS.map((tells, code) =>
  tells === 1 || code === 59 || code === 38 || code === 47 ? 1 : 0,
);

/** Whether no attack can be in what the line has behind the user agent: fields in quotes. */
export function isQuietBytes(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = bytes[at] as number;
    if (code !== QUOTE && (OF_ADDRESSES[code] === 1 || isTellingPair(code, bytes, at))) return false;
  }
  return true;
}

/** `..`, or the escape of a sign that attacks need: `%0`, `%22` to `%29`, `%3B`, `%3C`, `%5`, `%6`, `%7`. */
function isTellingPair(code: number, bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 1] as number;
  if (code === DOT) return next === DOT;
  if (code !== PERCENT) return false;
  const low = bytes[at + 2] as number;
  if (next === 0x32) return low >= 0x32 && low <= 0x39;
  if (next === 0x33) return (low | 32) === 0x62 || (low | 32) === 0x63 || (low | 32) === 0x65;
  return next === 0x30 || (next >= 0x35 && next <= 0x37);
}

/**
 * The place of the quote that ends a header's text; -1 when that needs a closer look. `isList`: it is a list of addresses.
 */
export function endOfQuietText(bytes: Uint8Array, start: number, limit: number, isList: boolean): number {
  const telling = isList ? OF_ADDRESSES : OF_HEADERS;
  for (let at = start; at < limit; at++) {
    const code = bytes[at] as number;
    if (code === QUOTE) return at;
    if (telling[code] === 1 || isTellingPair(code, bytes, at)) return -1;
  }
  return -1;
}

const NO_WORDS: Words = { columns: new Uint8Array(256), next: new Int32Array(1) };

/** `MARKS` for bytes: escapes, and what is not ASCII, need a closer look too. */
const BYTE_MARKS = byteMarks();

function byteMarks(): Uint8Array {
  const table = new Uint8Array(256).fill(1);
  table.set(MARKS);
  table[PERCENT] = 1;
  return table;
}

const ENDS_IN_INF = /-inf$/i;

/**
 * A slash behind `-INF` (`WEB-INF/`), or one that is escaped within a path, which hides it from whoever compares the path
 * unread.
 */
function isTellingSlash(text: string, at: number): boolean {
  const escaped = text.charCodeAt(at) !== 47;
  const start = escaped ? at - 2 : at;
  if (text.charCodeAt(start - 4) === 45) return ENDS_IN_INF.test(text.slice(start - 4, start));
  return escaped && isInPath(text, start);
}

/** Whether no query began before `at`. Looks back no further than people's paths are long. */
function isInPath(text: string, at: number): boolean {
  return !text.slice(Math.max(0, at - 200), at).includes('?');
}

function isAlphanumeric(code: number): boolean {
  const letter = code | 32;
  return (code >= 48 && code <= 57) || (letter >= 97 && letter <= 122);
}

function isPair(before: number, code: number): boolean {
  switch (before) {
    case 46:
      return code === 46;
    case 47:
      return code === 46 || code === 47 || code === 42;
    case 42:
      return code === 47;
    case 45:
      return code === 45;
    case 64:
      return code === 64 || code === 47;
    case 95:
      return code === 95;
    case 58:
      return code === 47;
    case 61:
      return code === 47 || code === 46;
    default:
      return false;
  }
}

/** UTF-8 that hides ASCII: overlong, or a sign that some programs take for a quote or a slash. */
function isOverlong(lead: number, text: string, at: number): boolean {
  const next =
    text.charCodeAt(at + 1) === PERCENT
      ? (HEX[text.charCodeAt(at + 2)] ?? NONE) * 16 + (HEX[text.charCodeAt(at + 3)] ?? NONE)
      : 0;
  if (next < 0x80 || next > 0xbf) return true;
  switch (lead) {
    case 0xc0:
    case 0xc1:
      return true;
    case 0xe0:
      return next < 0xa0;
    case 0xf0:
      return next < 0x90;
    case 0xc4:
      // A program that keeps only the lower byte of a character gets a line break.
      return next === 0x8a;
    case 0xef:
      return next === 0xbc || next === 0xbd || next === 0xb9;
    case 0xca:
      return next === 0xbc;
    case 0xe2:
      return next === 0x88 || next === 0x81;
    case 0xe5:
      return next === 0x98;
    default:
      return lead >= 0xf8;
  }
}
