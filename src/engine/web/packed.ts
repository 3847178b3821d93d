/**
 * Objects that become code when they are read, packed in base64 or hexadecimal: told by what they hold once unpacked, for
 * most texts in base64 are tokens, keys and harmless state.
 */

/** Where a value begins so, it is worth unpacking: three letters each. */
const STARTS: ReadonlySet<number> = new Set(
  'rO0 gAS gAN gAJ gAR gAW Tzo TzQ YTo Y29 Y3B Y19 KGR AAE ace ACE BAh AKz /wE'
    .split(' ')
    .map((start) => keyOf(start.charCodeAt(0), start.charCodeAt(1), start.charCodeAt(2))),
);
const FIRST = firstLetters();

function keyOf(a: number, b: number, c: number): number {
  return (a << 16) | (b << 8) | c;
}

function firstLetters(): Uint8Array {
  const table = new Uint8Array(256);
  for (const key of STARTS) table[key >> 16] = 1;
  return table;
}

/** Whether a value that begins with these three characters may be a packed object. */
export function mayBePacked(a: number, b: number, c: number): boolean {
  return FIRST[a & 255] === 1 && STARTS.has(keyOf(a, b, c));
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

function unpack(text: string): string {
  const plain = text.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '');
  // A last letter alone holds no whole byte.
  return atob(plain.length % 4 === 1 ? plain.slice(0, -1) : plain);
}
