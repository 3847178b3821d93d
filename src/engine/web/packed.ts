/**
 * What is packed in base64 or hexadecimal: objects that become code when they are read, told by what they hold once unpacked,
 * and texts that begin as attacks do. Most texts in base64 are tokens, keys and harmless state.
 */

/** How attacks begin that begin with a word. */
const WORDS = 'cat cmd pow php jav uni UNI sel SEL pin ech wge cur c:/ C:/ fil exp gop eva sys';

/** Where a value begins so, it is worth unpacking: three letters each. */
const OBJECTS: ReadonlySet<number> = new Set(
  'rO0 gAS gAN gAJ gAR gAW Tzo TzQ YTo Y29 Y3B Y19 KGR AAE ace ACE BAh AKz /wE'.split(' ').map(keyOfText),
);
const ATTACKS: ReadonlySet<number> = new Set(startsOfAttacks());
const FIRST = firstLetters();

function keyOfText(start: string): number {
  return keyOf(start.charCodeAt(0), start.charCodeAt(1), start.charCodeAt(2));
}

/** What the first two signs of an attack become, whatever sign or letter comes third. */
function startsOfAttacks(): number[] {
  const pairs: string[] = [];
  for (let code = 32; code < 127; code++)
    for (const sign of `'"<./;|$()&\`#%*!-`) pairs.push(`${sign}${String.fromCharCode(code)}`);
  for (const sign of '{%$#') pairs.push(`{${sign}`);
  for (let digit = 0; digit < 10; digit++) for (const sign of `'") `) pairs.push(`${digit}${sign}`);
  const texts = pairs.flatMap((pair) => [`${pair} `, `${pair}a`]);
  return [...texts, ...WORDS.split(' ')].map((text) => keyOfText(btoa(text)));
}

function keyOf(a: number, b: number, c: number): number {
  return (a << 16) | (b << 8) | c;
}

function firstLetters(): Uint8Array {
  const table = new Uint8Array(256);
  for (const keys of [OBJECTS, ATTACKS]) for (const key of keys) table[key >> 16] = 1;
  return table;
}

/** Whether a value that begins with these three characters may be a packed object. */
export function mayBePacked(a: number, b: number, c: number): boolean {
  if (FIRST[a & 255] !== 1) return false;
  const key = keyOf(a, b, c);
  return ATTACKS.has(key) || OBJECTS.has(key);
}

const LONGEST = 4096;
const BASE64 = /^[A-Za-z0-9+/_-]{12,}={0,2}$/;

/** A pickle that calls: a name of a module that can do harm, as protocol 0 writes it and as later ones do. */
const PICKLE =
  /c(?:os|nt|posix|sys|subprocess|commands|builtins|__builtin__|__main__|runpy|importlib|pty|socket|shutil|webbrowser|timeit|pickle)\n\w|[\x8c\x8d].{1,8}?(?:os|nt|posix|subprocess|builtins|pty|runpy|importlib|commands)\x94?\x8c.(?:system|popen|exec|eval|run|call|check_output|spawn|__import__|getattr|import_module|compile|open)|X.{4}(?:os|nt|posix|subprocess|builtins)(?:q.)?X.{4}(?:system|popen|exec|eval)/s;
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

/** The text that a value is in base64, when it begins as an attack does and all of it is text; else null. */
export function packedText(value: string): string | null {
  if (!ATTACKS.has(keyOfText(value))) return null;
  const text = value.slice(0, LONGEST).replace(/ /g, '+');
  if (!BASE64.test(text)) return null;
  const bytes = unpack(text);
  return /^[\t\n\r -~]+$/.test(bytes) ? bytes : null;
}

/** Bytes of a text in base64, one letter each. */
export function unpack(text: string): string {
  const plain = text.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '');
  // A last letter alone holds no whole byte.
  return atob(plain.length % 4 === 1 ? plain.slice(0, -1) : plain);
}
