import type { FrameRow } from './frame.ts';
import { isShowable } from './safe-text.ts';
import { characterWidth } from './text-width.ts';

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

const SGR = /\x1b\[([\d;]*)m/y;
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
  const pen = createPen();
  let column = start;
  let index = 0;
  if (texts[start] === '') texts[start - 1] = ' ';
  while (index < text.length) {
    SGR.lastIndex = index;
    const sgr = text.charCodeAt(index) === ESC ? SGR.exec(text) : null;
    if (sgr !== null) {
      pen.apply(sgr[1] ?? '');
      index = SGR.lastIndex;
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
      styles[column] = pen.style();
      column++;
    }
  }
  // Of a wide character that stood here, half is covered.
  if (texts[column] === '') texts[column] = ' ';
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

/** Follows the SGR sequences of a row; what it does not know (blink, hidden) has no effect. */
function createPen() {
  let slots: string[] = [];
  let style = '';
  return {
    style: () => style,
    apply(parameters: string): void {
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
      style = slots.filter((slot) => slot !== undefined && slot !== '').join(';');
    },
  };
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
