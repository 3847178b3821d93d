/**
 * Which signs a decoded value holds, as bits: one pass decides which techniques it could be at all. A search for "student
 * union" has none, a redirect to `https://…` has `COLON` and `SLASH`.
 */
export const QUOTE = 1;
export const ANGLE = 2;
export const ROUND = 4;
export const SEPARATOR = 8;
export const DOLLAR = 16;
export const BRACKET = 32;
export const EQUALS = 64;
export const SLASH = 128;
export const COLON = 256;
export const DOTS = 512;
export const COMMENT = 1024;
export const CONTROL = 2048;
export const MARK = 4096;
/** A dash after a space, as before options of a command. */
export const OPTION = 8192;
export const SPACE = 16384;
/** Signs beyond ASCII that some programs take for others. */
export const STRANGE = 32768;

const BITS = bits();

function bits(): Uint16Array {
  const table = new Uint16Array(128);
  for (let code = 0; code < 32; code++) table[code] = CONTROL;
  table[9] = CONTROL | SPACE;
  table[10] = CONTROL | SPACE | SEPARATOR;
  table[13] = CONTROL | SPACE | SEPARATOR;
  const signs: readonly (readonly [string, number])[] = [
    ['\'"', QUOTE],
    ['`', QUOTE | SEPARATOR],
    ['<>', ANGLE],
    ['()', ROUND],
    [';|&^', SEPARATOR],
    ['$', DOLLAR],
    ['{}[]', BRACKET],
    ['=', EQUALS],
    ['/\\', SLASH],
    [':', COLON],
    ['#', COMMENT],
    ['@*~%!?', MARK],
    [' ', SPACE],
  ];
  for (const [each, bit] of signs) for (const sign of each) table[sign.charCodeAt(0)] = bit;
  return table;
}

export function signsOf(text: string): number {
  let signs = 0;
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 128) {
      if (code === 160) signs |= SPACE;
      if (code < 192 || code >= 0xe000 || code === 0x560a || code === 0x560d || code === 0x010a)
        signs |= STRANGE;
    } else if (code === 45) {
      if (before === 45) signs |= COMMENT;
      else if (before === 32) signs |= OPTION;
    } else if (code === 46) {
      if (before === 46) signs |= DOTS;
    } else signs |= BITS[code] as number;
    before = code;
  }
  return signs;
}
