import type { InputEvent } from './input-event.ts';
import { keyOfCode, keyOfLetter, keyOfTilde, modifiersOf, withModifiers } from './key-names.ts';

const KEY_RELEASED = 3;
const LINUX_CONSOLE_KEYS: Readonly<Record<string, string>> = { A: 'f1', B: 'f2', C: 'f3', D: 'f4', E: 'f5' };
const RXVT_SHIFTED: Readonly<Record<string, string>> = { a: 'up', b: 'down', c: 'right', d: 'left' };

/** The event of a complete `CSI parameters final`; null for one that is no key of ours. */
export function eventOfCsi(parameters: string, final: string): InputEvent | null {
  if (parameters.startsWith('<')) return mouseEvent(parameters.slice(1), final);
  const key = parameters.startsWith('[') ? LINUX_CONSOLE_KEYS[final] : keyOfCsi(parameters, final);
  return key === null || key === undefined ? null : { kind: 'key', key };
}

/** The event of a complete `SS3 modifiers final`. */
export function eventOfSs3(parameters: string, final: string): InputEvent | null {
  const key = final === 'M' ? 'enter' : keyOfLetter(final);
  return key === null ? null : { kind: 'key', key: withModifiers(key, modifiersOf(Number(parameters))) };
}

function keyOfCsi(parameters: string, final: string): string | null {
  if (!/^[\d;:]*$/.test(parameters)) return null;
  const [first = [], second = [], third = []] = parameters
    .split(';')
    .map((field) => field.split(':').map(Number));
  const code = first[0] ?? 0;
  const modifiers = modifiersOf(second[0] ?? 0);
  if (second[1] === KEY_RELEASED) return null;
  if (final === 'u') return keyOfCode((modifiers.shift && first[1]) || code, modifiers);
  if (final === 'Z') return 'shift-tab';
  if (final === '~' && code === 27) return keyOfCode(third[0] ?? 0, modifiers);
  const shifted = RXVT_SHIFTED[final];
  if (shifted !== undefined) return `shift-${shifted}`;
  // A letter with another first parameter is an answer, such as a cursor position.
  const name = final === '~' ? keyOfTilde(code) : code <= 1 ? keyOfLetter(final) : null;
  return name === null ? null : withModifiers(name, modifiers);
}

const MOUSE_BUTTON = 0b1100_0011;
const MOUSE_MOVED = 0b0010_0000;
const WHEEL_UP = 64;
const WHEEL_DOWN = 65;

/** SGR mouse report: `CSI < button ; column ; row M` (pressed) or `m` (released). */
function mouseEvent(parameters: string, final: string): InputEvent | null {
  const match = /^(\d+);(\d+);(\d+)$/.exec(parameters);
  if (match === null || (final !== 'M' && final !== 'm')) return null;
  const bits = Number(match[1]);
  const column = Number(match[2]) - 1;
  const row = Number(match[3]) - 1;
  if (column < 0 || row < 0 || (bits & MOUSE_MOVED) !== 0) return null;
  const button = bits & MOUSE_BUTTON;
  if (button === WHEEL_UP) return { kind: 'mouse', action: 'wheel-up', column, row };
  if (button === WHEEL_DOWN) return { kind: 'mouse', action: 'wheel-down', column, row };
  if (button !== 0 || bits > 0xff) return null;
  return { kind: 'mouse', action: final === 'M' ? 'press' : 'release', column, row };
}
