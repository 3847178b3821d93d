import { hasWord, lineEnd, loggedText, nextLine } from '../payload/text.ts';
import {
  type AskedLogin,
  type Dialect,
  FAILURE,
  LONGEST_NAME,
  type LoginOutcome,
  SUCCESS,
} from './dialect.ts';

const LIST = 0x2a;
const LENGTH = 0x24;
const PLUS = 0x2b;
const MINUS = 0x2d;
const MAP = 0x25;
/** `HELLO 3 AUTH name password` and more. */
const MOST_WORDS = 8;

/** Redis and its relatives: `AUTH`, alone or in `HELLO`, written as a line or as a list. Only the next answer is about it. */
export const REDIS: Dialect = { service: 'redis', ports: [6379, 6380], asks, answers, mostAnswers: 1 };

type Word = { readonly start: number; readonly end: number };

function asks(bytes: Uint8Array, start: number, end: number): AskedLogin | null {
  const words = bytes[start] === LIST ? listed(bytes, start, end) : inLine(bytes, start, end);
  const [first] = words;
  const is = (word: Word | undefined, text: string): boolean =>
    word !== undefined && word.end - word.start === text.length && hasWord(bytes, word.start, word.end, text);
  const text = ({ start: from, end: to }: Word): string =>
    loggedText(bytes, from, Math.min(to, from + LONGEST_NAME));
  if (is(first, 'auth')) {
    const [, name, password] = words;
    if (name === undefined) return null;
    // A single word is the password.
    return { user: password === undefined ? null : text(name), isClear: true };
  }
  if (!is(first, 'hello') || !is(words[2], 'auth')) return null;
  const [, , , name] = words;
  return name === undefined ? null : { user: text(name), isClear: true };
}

function answers(bytes: Uint8Array, start: number, end: number): LoginOutcome | null {
  switch (bytes[start]) {
    case PLUS:
      return hasWord(bytes, start, end, '+ok') ? SUCCESS : null;
    case LIST:
    case MAP:
      return SUCCESS;
    case MINUS:
      return isRefusal(bytes, start, end) ? FAILURE : null;
    default:
      return null;
  }
}

/** The errors of Redis since version 6, and before. */
function isRefusal(bytes: Uint8Array, start: number, end: number): boolean {
  return hasWord(bytes, start, end, '-wrongpass') || hasWord(bytes, start, end, '-err invalid password');
}

/** `*2`, then of each word its length and the word itself, each a line. */
function listed(bytes: Uint8Array, start: number, end: number): Word[] {
  const count = numberAt(bytes, start + 1, end);
  const words: Word[] = [];
  let at = nextLine(bytes, lineEnd(bytes, start, end), end);
  while (words.length < Math.min(count, MOST_WORDS) && at < end && bytes[at] === LENGTH) {
    const length = numberAt(bytes, at + 1, end);
    const from = nextLine(bytes, lineEnd(bytes, at, end), end);
    if (from + length > end) break;
    words.push({ start: from, end: from + length });
    at = from + length + 2;
  }
  return words;
}

function inLine(bytes: Uint8Array, start: number, end: number): Word[] {
  const last = lineEnd(bytes, start, end);
  const words: Word[] = [];
  // Only `AUTH …` and `HELLO …` are looked at further.
  if (!hasWord(bytes, start, last, 'auth ') && !hasWord(bytes, start, last, 'hello ')) return words;
  for (let at = start; at < last && words.length < MOST_WORDS; at++) {
    const from = at;
    while (at < last && bytes[at] !== 32) at++;
    if (at > from) words.push({ start: from, end: at });
  }
  return words;
}

function numberAt(bytes: Uint8Array, from: number, end: number): number {
  let number = 0;
  for (let at = from; at < end && at < from + 7; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) break;
    number = 10 * number + digit;
  }
  return number;
}
