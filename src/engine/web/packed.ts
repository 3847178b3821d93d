/**
 * What is packed in base64 or hexadecimal: objects that become code when they are read, told by what they hold once unpacked,
 * and texts that begin as attacks do. Most texts in base64 are tokens, keys and harmless state.
 */

import { pattern } from '../pattern.ts';

/** How attacks begin that begin with a word. */
const WORDS = 'cat cmd pow php jav uni UNI sel SEL pin ech wge cur c:/ C:/ fil exp gop eva sys htt __i req';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = valuesOfLetters();
/** Bits of `ATTACKS`: which kind of character may come third. */
const SIGN = 1;
const LETTER = 2;
/** Where a value begins so, it is worth unpacking: three letters each. */
const OBJECTS: ReadonlySet<number> = new Set(
  'rO0 gAS gAN gAJ gAR gAW Tzo TzQ YTo Y29 Y3B Y19 KGR AAE ace ACE BAh AKz /wE'
    .split(' ')
    .map((start) => bitsOf(start.charCodeAt(0), start.charCodeAt(1), start.charCodeAt(2))),
);
/** By the first two signs of what is packed: of the third, whose first two bits three letters tell, which may follow. */
const ATTACKS = startsOfAttacks();

function valuesOfLetters(): Int8Array {
  const values = new Int8Array(256).fill(-1);
  for (let value = 0; value < LETTERS.length; value++) values[LETTERS.charCodeAt(value)] = value;
  return values;
}

/** The 18 bits that three letters of base64 stand for; negative when one is not of its alphabet. */
function bitsOf(a: number, b: number, c: number): number {
  return ((VALUES[a] ?? -1) << 12) | ((VALUES[b] ?? -1) << 6) | (VALUES[c] ?? -1);
}

/** What the first two signs of an attack are, whatever sign or letter comes third. */
function startsOfAttacks(): Uint8Array {
  const starts = new Uint8Array(1 << 16);
  const add = (signs: string, follow: string): void => {
    for (const first of signs)
      for (const second of follow) starts[(first.charCodeAt(0) << 8) | second.charCodeAt(0)] = SIGN | LETTER;
  };
  const printable = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('');
  add(`'"<./;|$()&\`#%*!-`, printable);
  add('{', '{%$#" \n');
  add('[', '[{"');
  add('0123456789', `'") ;|`);
  for (const word of WORDS.split(' ')) {
    const pair = (word.charCodeAt(0) << 8) | word.charCodeAt(1);
    starts[pair] = (starts[pair] as number) | (1 << (word.charCodeAt(2) >> 6));
  }
  return starts;
}

/** Whether a value that begins with these three characters may be a packed object. */
export function mayBePacked(a: number, b: number, c: number): boolean {
  const value = bitsOf(a, b, c);
  return value >= 0 && (isAttack(value) || OBJECTS.has(value));
}

function isAttack(value: number): boolean {
  return (((ATTACKS[value >> 2] as number) >> (value & 3)) & 1) === 1;
}

const LONGEST = 16_384;
const BASE64 = /^[A-Za-z0-9+/_-]{8,}={0,2}$/;

/**
 * A Python pickle that calls a function: the name of a dangerous module, as protocol 0 writes it and as later protocols do.
 */
const PICKLE = pattern('s')`
  c(?:
    os|nt|posix|sys|subprocess|commands|builtins|__builtin__|__main__|runpy|importlib|pty|socket|shutil|
    webbrowser|timeit|pickle
  )\n\w
  |[\x8c\x8d].{1,8}?(?:
     os|nt|posix|subprocess|builtins|pty|runpy|importlib|commands
   )\x94?\x8c.(?:
     system|popen|exec|eval|run|call|check_output|spawn|__import__|getattr|import_module|compile|open
   )
  |X.{4}(?:os|nt|posix|subprocess|builtins)(?:q.)?X.{4}(?:system|popen|exec|eval)`;
const PHP_OBJECT = /(?:^|[;{])[OC]:\+?\d{1,6}:"[\w\\]/;

/** Why a value is a packed object that runs; null when it is not. `value`: decoded, its case as it was. */
export function findPacked(value: string): string | null {
  if (!mayBePacked(value.charCodeAt(0), value.charCodeAt(1), value.charCodeAt(2))) return null;
  if (/^aced0005(?:[0-9a-f]{2}){2}/i.test(value)) return 'a serialised object of Java';
  if (/^\/wEy[\w+/]{8}/.test(value)) return 'a serialised object of .NET';
  const text = value.slice(0, LONGEST).replace(/ /g, '+');
  if (!BASE64.test(text)) return null;
  const bytes = unpack(text);
  if (/^.?\xac\xed\x00\x05/s.test(bytes)) return 'a serialised object of Java';
  if (bytes.startsWith('\x00\x01\x00\x00\x00\xff\xff\xff\xff')) return 'a serialised object of .NET';
  if (/^\x04\x08[oUeCc]/.test(bytes)) return 'a serialised object of Ruby';
  if (PHP_OBJECT.test(bytes)) return 'a serialised object of PHP';
  return PICKLE.test(bytes) ? 'a serialised object of Python' : null;
}

/** The text that a value encodes in base64, when it begins as an attack does and all of it is text; else null. */
export function packedText(value: string): string | null {
  const start = bitsOf(value.charCodeAt(0), value.charCodeAt(1), value.charCodeAt(2));
  if (start < 0 || !isAttack(start)) return null;
  const text = value.slice(0, LONGEST).replace(/ /g, '+');
  if (!BASE64.test(text)) return null;
  const bytes = unpack(text);
  // Objects of JSON hold names of all languages.
  return /^(?:[\t\n\r -~]+|[[{][\t\n\r -~\x80-\xff]+)$/.test(bytes) ? bytes : null;
}

/** Bytes of a text in base64, one letter each. */
export function unpack(text: string): string {
  const plain = text.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '');
  // A single letter at the end holds no whole byte.
  return atob(plain.length % 4 === 1 ? plain.slice(0, -1) : plain);
}
