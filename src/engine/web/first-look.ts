/**
 * One pass over a request as it was sent, decoding as it goes: whether anything in it could be part of an attack. Nearly all
 * ordinary requests end here.
 */
const PERCENT = 37;

/** 1: never in an ordinary address; 2: only next to another (`..`, `/.`, `//`, `/*`, `--`, `@@`, `:/`, `=/`). */
const MARKS = marks();

function marks(): Uint8Array {
  const table = new Uint8Array(128);
  for (let code = 0; code <= 32; code++) table[code] = 1;
  table[127] = 1;
  for (const mark of '"\'<>()[]{}|\\^`;$#+') table[mark.charCodeAt(0)] = 1;
  for (const mark of './*-@:=') table[mark.charCodeAt(0)] = 2;
  return table;
}

/** Whether `text` needs a closer look. Linear, makes nothing. */
export function isSuspicious(text: string): boolean {
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    let code = text.charCodeAt(at);
    if (code === PERCENT) {
      code = hexByte(text, at + 1);
      if (code === -1) return true;
      at += 2;
      if (code === PERCENT) return true;
      // Dots and letters need no escape: who writes them so hides them.
      if (code === 46 || (code >= 0xc0 && isOverlong(code, text, at))) return true;
    }
    if (code >= 128) {
      before = 0;
      continue;
    }
    const mark = MARKS[code] as number;
    if (mark === 0) before = 0;
    else if (mark === 1 || isPair(before, code)) return true;
    else {
      if (code === 61 && text.startsWith('rO0AB', at + 1)) return true;
      before = code;
    }
  }
  return false;
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
      return code === 64;
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
  if (lead === 0xc0 || lead === 0xc1 || lead >= 0xf8) return true;
  const next = text.charCodeAt(at + 1) === PERCENT ? hexByte(text, at + 2) : -1;
  if (next < 0x80 || next > 0xbf) return true;
  return (
    (lead === 0xe0 && next < 0xa0) ||
    (lead === 0xf0 && next < 0x90) ||
    (lead === 0xef && (next === 0xbc || next === 0xbd || next === 0xb9)) ||
    (lead === 0xca && next === 0xbc) ||
    (lead === 0xe2 && (next === 0x88 || next === 0x81)) ||
    (lead === 0xe5 && next === 0x98)
  );
}

function hexByte(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at));
  const low = hexDigit(text.charCodeAt(at + 1));
  return high === -1 || low === -1 ? -1 : high * 16 + low;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
