import type { Cells } from './frame-cells.ts';

/** Up to this many unchanged cells are written again rather than skipped: a cursor movement is not shorter. */
const GAP = 5;
const ERASE_TO_END = '\x1b[K';

/**
 * What changes row `row` (from 0) from `before` (null: unknown) to `after`; `''` when nothing does.
 *
 * Terminals may draw a character that is not ASCII one column wider than we count (East Asian ambiguous
 * width). So ASCII that follows one is placed by its column, and what it may have covered is written again.
 */
export function paintRow(row: number, before: Cells | null, after: Cells): string {
  const brush = createBrush(row);
  let mustErase = before === null ? after.end < after.texts.length : before.end > after.end;
  let column = 0;
  while (column < after.end) {
    if (isSame(before, after, column)) {
      column++;
      continue;
    }
    const { end, reach } = endOfChange(before, after, column);
    brush.put(after, column, end);
    mustErase ||= reach > after.end && after.end < after.texts.length;
    column = end;
  }
  if (mustErase) brush.eraseFrom(after.end);
  return brush.finish();
}

function isSame(before: Cells | null, after: Cells, column: number): boolean {
  return (
    before !== null &&
    before.texts[column] === after.texts[column] &&
    before.styles[column] === after.styles[column]
  );
}

/** Where a change that begins at `start` ends, and the column behind the last that writing it may touch. */
function endOfChange(before: Cells | null, after: Cells, start: number): { end: number; reach: number } {
  let end = start;
  let reach = start;
  // How far the cursor may be by now, and how far it may have been: what is placed again does not undo what was covered.
  let cursor = start;
  let furthest = start;
  for (let column = start; column < after.end && (column < reach || column - end <= GAP); column++) {
    const text = after.texts[column] ?? '';
    if (isAscii(text)) cursor = column + 1;
    else if (text !== '') cursor = Math.max(cursor, column) + 2;
    furthest = Math.max(furthest, cursor);
    if (column < reach || !isSame(before, after, column)) {
      end = column + 1;
      reach = furthest;
    }
  }
  return { end, reach };
}

function isAscii(text: string): boolean {
  return text.length === 1 && text < '\x7f';
}

/** Writes cells of one row, and knows where the cursor is and which style is on. */
function createBrush(row: number) {
  let bytes = '';
  let style = '';
  /** null while the terminal's idea of the column may differ from ours. */
  let cursor: number | null = null;

  function moveTo(column: number): void {
    if (cursor === column) return;
    bytes += bytes === '' ? `\x1b[${row + 1};${column + 1}H` : `\x1b[${column + 1}G`;
    cursor = column;
  }

  function setStyle(next: string): void {
    if (next === style) return;
    bytes += style === '' || next === '' ? `\x1b[${next}m` : `\x1b[0;${next}m`;
    style = next;
  }

  return {
    put(cells: Cells, start: number, end: number): void {
      for (let column = start; column < end; column++) {
        const text = cells.texts[column] ?? ' ';
        if (text === '') continue;
        const isSure = isAscii(text);
        if (isSure || column === start) moveTo(column);
        setStyle(cells.styles[column] ?? '');
        bytes += text;
        cursor = isSure ? column + 1 : null;
      }
      if (end === cells.texts.length) cursor = null;
    },
    eraseFrom(column: number): void {
      setStyle('');
      moveTo(column);
      bytes += ERASE_TO_END;
    },
    finish(): string {
      setStyle('');
      return bytes;
    },
  };
}
