/** What terminals send for the keys that are not text, in the words of the keymap. */

const CONTROL_NAMES: Readonly<Record<number, string>> = {
  0: 'ctrl-space',
  8: 'backspace',
  9: 'tab',
  10: 'enter',
  13: 'enter',
  27: 'escape',
  28: 'ctrl-\\',
  29: 'ctrl-]',
  30: 'ctrl-^',
  31: 'ctrl-_',
  32: 'space',
  127: 'backspace',
};

/** `CSI n ~`: xterm, rxvt and the Linux console between them. */
const TILDE_NAMES: Readonly<Record<number, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

/** `CSI letter`, `CSI 1 ; modifiers letter`, `SS3 letter`. */
const LETTER_NAMES: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  M: 'enter',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
};

/** Keypad and keys of the kitty protocol that have a code of their own. */
const KITTY_NAMES: Readonly<Record<number, string>> = {
  57414: 'enter',
  57417: 'left',
  57418: 'right',
  57419: 'up',
  57420: 'down',
  57421: 'pageup',
  57422: 'pagedown',
  57423: 'home',
  57424: 'end',
  57425: 'insert',
  57426: 'delete',
};

const KITTY_KEYPAD = '0123456789./*-+';

/** Bits of the modifier parameter minus one, as xterm and kitty share them; super, hyper and meta count as alt. */
type Modifiers = { readonly shift: boolean; readonly alt: boolean; readonly ctrl: boolean };

export function modifiersOf(parameter: number): Modifiers {
  const bits = Math.max(0, parameter - 1);
  return { shift: (bits & 1) !== 0, alt: (bits & 58) !== 0, ctrl: (bits & 4) !== 0 };
}

/** `ctrl-`, `alt-`, `shift-`, in this order. */
export function withModifiers(name: string, { ctrl, alt, shift }: Modifiers): string {
  return `${ctrl ? 'ctrl-' : ''}${alt ? 'alt-' : ''}${shift ? 'shift-' : ''}${name}`;
}

/** The key of a character typed without an escape sequence; null for what no key sends. */
export function keyOfCharacter(character: string): string | null {
  const code = character.codePointAt(0) ?? 0;
  const name = CONTROL_NAMES[code];
  if (name !== undefined) return name;
  if (code < 0x20) return `ctrl-${String.fromCharCode(code + 0x60)}`;
  const isNoText = (code >= 0x80 && code < 0xa0) || (code >= 0xd800 && code <= 0xdfff);
  return isNoText ? null : character;
}

export function keyOfTilde(code: number): string | null {
  return TILDE_NAMES[code] ?? null;
}

export function keyOfLetter(letter: string): string | null {
  return LETTER_NAMES[letter] ?? null;
}

/** A key reported by its code point (kitty, modifyOtherKeys); letters take their upper case from shift. */
export function keyOfCode(code: number, modifiers: Modifiers): string | null {
  const keypad = code >= 57399 && code <= 57413 ? KITTY_KEYPAD[code - 57399] : undefined;
  const special = KITTY_NAMES[code] ?? keypad ?? CONTROL_NAMES[code];
  if (special !== undefined) return withModifiers(special, modifiers);
  // Private use holds the other kitty keys: modifiers alone, media.
  if (code < 0x20 || code > 0x10ffff || (code >= 0xe000 && code <= 0xf8ff)) return null;
  const character = keyOfCharacter(String.fromCodePoint(code));
  if (character === null) return null;
  if (modifiers.ctrl) return withModifiers(character, modifiers);
  const shifted = modifiers.shift ? character.toUpperCase() : character;
  return withModifiers(shifted, { ...modifiers, shift: false });
}
