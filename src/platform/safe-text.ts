import { whenAsked } from './when-asked.ts';

/**
 * The one door through which text that others wrote reaches a terminal, a mail or a report.
 *
 * Two kinds of character come out escaped, as `\x1b`, `\u202e` or `\u{e0041}`:
 * - hidden: controls, bidi and invisible characters, lone surrogates, noncharacters, tags;
 * - unruly: visible ones on whose width or direction terminals disagree (emoji, right-to-left and
 *   complex scripts, stacked marks), because one of them in a row shifts the columns beside it.
 */

// A space other than U+0020 cannot be told from one; U+2800 is a blank that is called a symbol.
const hidden = '\\p{C}|(?! )\\p{Z}|\\p{DI}|\\u2800';

// What is left is measured alike by an old table (Unicode 6, xterm), a current one, and Ink:
// test/platform/safe-text.test.ts compares them over all of Unicode.
const unruly = [
  '[^\\p{sc=Zyyy}\\p{sc=Latn}\\p{sc=Grek}\\p{sc=Cyrl}\\p{sc=Armn}\\p{sc=Geor}\\p{sc=Hani}\\p{sc=Hira}',
  '\\p{sc=Kana}\\p{sc=Bopo}\\p{sc=Hang}\\p{sc=Thai}\\p{sc=Brai}\\p{M}]',
  '|\\p{Emoji_Presentation}',
  '|(?![\\u0300-\\u036f\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e\\u3099\\u309a])\\p{M}',
  // Punctuation shared by right-to-left scripts; sara am; jamo that join; trigrams; numbers on squares.
  '|[\\u0590-\\u08ff\\u0e33\\u1100-\\u11ff\\ua960-\\ua97f\\ud7b0-\\ud7ff\\u2630-\\u2637\\u268a-\\u268f\\u3248-\\u324f]',
  // Beyond the first plane, only ideographs.
  '|[\\u{10000}-\\u{1ffff}\\u{e0000}-\\u{10ffff}]',
].join('');

/** A mark needs a base to its left, and a base carries two at most. */
const stackedMark = '(?<=^|\\p{M}\\p{M})\\p{M}';

const NOT_ASCII_PRINTABLE = /[^ -~]/;
const unshowableCharacter = whenAsked(() => new RegExp(`${hidden}|${unruly}`, 'u'));
const unshowable = whenAsked(() => new RegExp(`(?![ -~])(?:${hidden}|${unruly}|${stackedMark})`, 'gu'));
const hiddenInJson = whenAsked(() => new RegExp(`(?![ -~\\n])(?:${hidden})`, 'gu'));

/** One line that shows every character and obeys none. Text that needs no cleaning is returned as it is. */
export function safeText(text: string): string {
  return NOT_ASCII_PRINTABLE.test(text) ? text.replace(unshowable(), escapeVisibly) : text;
}

/** Whether `safeText` leaves this character (code point) as it is; marks need a base as well. */
export function isShowable(character: string): boolean {
  return !NOT_ASCII_PRINTABLE.test(character) || !unshowableCharacter().test(character);
}

/** Does what `safeText` does, but leaves line feeds as they are. */
export function safeLines(text: string): string {
  return text.includes('\n') ? text.split('\n').map(safeText).join('\n') : safeText(text);
}

/** JSON without a hidden character in it; decoding gives the value again. `undefined` becomes `null`. */
export function safeJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, null, indent) ?? 'null';
  return NOT_ASCII_PRINTABLE.test(json) ? json.replace(hiddenInJson(), escapeForJson) : json;
}

/**
 * The same text in pieces: what is iterable and no array is a list whose items are written one after the other, so that a
 * list of a million is never in memory. It may stand at any depth of plain objects.
 */
export function* jsonPieces(value: unknown): Iterable<string> {
  if (isStream(value)) {
    let before = '[';
    for (const item of value) {
      yield before + safeJson(item);
      before = ',';
    }
    yield before === '[' ? '[]' : ']';
  } else if (holdsStream(value)) {
    let before = '{';
    for (const [key, own] of Object.entries(value)) {
      if (own === undefined) continue;
      yield `${before}${safeJson(key)}:`;
      yield* jsonPieces(own);
      before = ',';
    }
    yield '}';
  } else yield safeJson(value);
}

function isStream(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && !Array.isArray(value);
}

function holdsStream(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).some((own) => isStream(own) || holdsStream(own));
}

function escapeVisibly(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

function escapeForJson(character: string): string {
  let escaped = '';
  for (let index = 0; index < character.length; index++) {
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
