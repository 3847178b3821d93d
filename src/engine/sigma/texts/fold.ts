const NON_ASCII = /[^\x00-\x7f]/;
const UNITS = 0x10000;
const PIECE = 8192;

/**
 * Text as it is compared without regard to case: Unicode's simple folding of each character. Unlike `toLowerCase` it
 * does not look at neighbours (`Σ` at the end of a word) and keeps the length (`İ`), so that a piece of a folded text is
 * the folded piece. Characters beyond U+FFFF stay as they are.
 */
export function foldCase(text: string): string {
  return NON_ASCII.test(text) ? foldUnits(text) : text.toLowerCase();
}

let folded: Uint16Array | null = null;

function foldUnits(text: string): string {
  folded ??= foldingTable();
  const { length } = text;
  const units = new Uint16Array(Math.min(length, PIECE));
  let result = '';
  for (let start = 0; start < length; start += PIECE) {
    const size = Math.min(PIECE, length - start);
    for (let at = 0; at < size; at++) units[at] = folded[text.charCodeAt(start + at)] as number;
    result += String.fromCharCode(...units.subarray(0, size));
  }
  return result;
}

function foldingTable(): Uint16Array {
  const table = new Uint16Array(UNITS);
  for (let code = 0; code < UNITS; code++) table[code] = foldUnit(code);
  return table;
}

const DOTLESS_I = 0x131;

/** By way of the upper case, because several small letters may share one capital: `ς` and `σ`, `ſ` and `s`. */
function foldUnit(code: number): number {
  const isSurrogate = code >= 0xd800 && code < 0xe000;
  if (isSurrogate || code === DOTLESS_I) return code;
  const char = String.fromCharCode(code);
  const upper = char.toUpperCase();
  const lower = (upper.length === 1 ? upper : char).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : code;
}
