import { isShowable } from '../safe-text.ts';
import { characterWidth } from '../text-width.ts';
import type { FrameRow } from './frame.ts';

/**
 * One row of the screen, cell by cell. A wide character takes two cells, the second of them `''`;
 * a blank is `' '` without a style.
 */
export type Cells = {
  readonly texts: readonly string[];
  /** SGR parameters as they are sent, such as `1;31`; `''` for none. */
  readonly styles: readonly string[];
  /** Column behind the last cell that is not blank. */
  readonly end: number;
};

const ESC = 0x1b;
/** Stands for every column of what `safeText` would have escaped. */
const REPLACEMENT = '?';
const LONGEST_CELL = 3;

/**
 * Reads a row of text and SGR colours into `columns` cells, cut or filled up with blanks. Nothing else comes
 * through, not even where a view forgot `safeText`: this is the last door.
 */
export function cellsOfRow(row: FrameRow, columns: number): Cells {
  const texts = new Array<string>(columns).fill(' ');
  const styles = new Array<string>(columns).fill('');
  for (const { x, text } of row) put(text, Math.max(0, x), texts, styles);
  let end = columns;
  while (end > 0 && texts[end - 1] === ' ' && styles[end - 1] === '') end--;
  return { texts, styles, end };
}

/** Writes text over the cells from column `start` on. */
function put(text: string, start: number, texts: string[], styles: string[]): void {
  let pen = PLAIN;
  let column = start;
  let index = 0;
  if (texts[start] === '') texts[start - 1] = ' ';
  while (index < text.length) {
    const end = text.charCodeAt(index) === ESC ? endOfSgr(text, index) : 0;
    if (end > 0) {
      pen = penAfter(pen, text.slice(index + 2, end - 1));
      index = end;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
    index += character.length;
    const width = characterWidth(character);
    if (column + width > texts.length) break;
    const isShown = isShowable(character);
    if (width === 0 && isShown && column > start) joinMark(texts, column - 1, character);
    for (let cell = 0; cell < width; cell++) {
      texts[column] = isShown ? (cell === 0 ? character : '') : REPLACEMENT;
      styles[column] = pen.style;
      column++;
    }
  }
  // Half of a wide character that stood here is covered: the other half becomes blank.
  if (texts[column] === '') texts[column] = ' ';
}

/** Behind the colour sequence that begins at `start`; 0 when none does. */
function endOfSgr(text: string, start: number): number {
  if (text[start + 1] !== '[') return 0;
  let index = start + 2;
  while (isParameter(text.charCodeAt(index))) index++;
  return text[index] === 'm' ? index + 1 : 0;
}

/** A digit or a semicolon. */
function isParameter(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x3b;
}

/** A combining mark belongs to the character before it, which carries two at most. */
function joinMark(texts: string[], last: number, mark: string): void {
  const place = texts[last] === '' ? last - 1 : last;
  const base = texts[place];
  if (base !== undefined && [...base].length < LONGEST_CELL) texts[place] = base + mark;
}

/** Slots of a style: bold, dim, italic, underline, inverse, strikethrough, foreground, background. */
const SLOT_SET: Readonly<Record<number, number>> = { 1: 0, 2: 1, 3: 2, 4: 3, 7: 4, 9: 5 };
const SLOTS_CLEARED: Readonly<Record<number, readonly number[]>> = {
  22: [0, 1],
  23: [2],
  24: [3],
  27: [4],
  29: [5],
  39: [6],
  49: [7],
};
const FOREGROUND = 6;
const BACKGROUND = 7;

/** What is written next looks like this. */
type Pen = {
  readonly slots: readonly string[];
  readonly style: string;
  /** The pens that sequences made of this one before. */
  readonly after: Map<string, Pen>;
};

const PLAIN: Pen = { slots: [], style: '', after: new Map() };
/** Pens by their style. A theme has some dozens; bounded, so that styles in text that a view let through cannot fill the memory. */
const PENS = new Map([['', PLAIN]]);
const MOST_PENS = 256;

/** Follows the SGR sequences of a row; what one does to a pen is worked out once. */
function penAfter(pen: Pen, parameters: string): Pen {
  const known = pen.after.get(parameters);
  if (known !== undefined) return known;
  const applied = apply(pen, parameters);
  const next = PENS.get(applied.style) ?? applied;
  if (PENS.size < MOST_PENS) PENS.set(next.style, next);
  if (PENS.has(next.style) && pen.after.size < MOST_PENS) pen.after.set(parameters, next);
  return next;
}

/** What it does not know (blink, hidden) has no effect. */
function apply(pen: Pen, parameters: string): Pen {
  let slots = [...pen.slots];
  const codes = parameters.split(';').map(Number);
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0;
    if (code === 0) slots = [];
    else if (code === 38 || code === 48) {
      const length = codes[index + 1] === 5 ? 3 : 5;
      slots[code === 38 ? FOREGROUND : BACKGROUND] = codes.slice(index, index + length).join(';');
      index += length - 1;
    } else setSlot(slots, code);
  }
  const style = slots.filter((slot) => slot !== undefined && slot !== '').join(';');
  return { slots, style, after: new Map() };
}

function setSlot(slots: string[], code: number): void {
  const slot = SLOT_SET[code] ?? colourSlot(code);
  if (slot !== null) slots[slot] = String(code);
  for (const cleared of SLOTS_CLEARED[code] ?? []) slots[cleared] = '';
}

function colourSlot(code: number): number | null {
  if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) return FOREGROUND;
  if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) return BACKGROUND;
  return null;
}
