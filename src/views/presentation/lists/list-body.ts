import type { Cursor } from '../../state/listing/cursor.ts';
import { fitLine, type Line, retoken, span } from '../line.ts';
import type { Look } from '../look.ts';
import { type CellContext, type Column, fitColumns, rowCells, titleCells } from './table.ts';

export type ListView = {
  readonly width: number;
  /** Rows for items; the column titles come on top of them. */
  readonly page: number;
  readonly hasTitles: boolean;
  readonly cursor: Cursor;
  /** Index of the selected item, or null. */
  readonly selected: number | null;
  readonly focused: boolean;
  /** Ids of the visible rows, and which of all are marked. */
  readonly ids: readonly string[];
  readonly marked: ReadonlySet<string>;
};

/** Column titles and the visible rows, which are all of `items`. */
export function tableBody<Item>(
  columns: readonly Column<Item>[],
  items: readonly Item[],
  view: ListView,
  context: CellContext,
): readonly Line[] {
  const fitted = fitColumns(columns, items, view.width - 2, context.now, context.hasBans);
  const rows = items.map((item) => rowCells(fitted, item, context));
  const titles = view.hasTitles ? [[span(' '), ...titleCells(fitted)]] : [];
  return [...titles, ...markSelected(rows, view, context.look)];
}

/** Puts pointer or mark before each row, and the selected row into one piece across the pane. */
export function markSelected(rows: readonly Line[], view: ListView, look: Look): readonly Line[] {
  const { selected, cursor, focused, width, marked, ids } = view;
  return rows.map((cells, index) => {
    const isSelected = selected !== null && cursor.top + index === selected;
    const isMarked = marked.has(ids[index] ?? '');
    const sign = isMarked ? span(look.glyphs.marked, 'warn') : span(' ');
    if (!isSelected || (!focused && cursor.id === null)) return [sign, ...cells];
    const pointer = isMarked ? look.glyphs.marked : look.glyphs.pointer;
    const row = fitLine([span(pointer), ...cells], width);
    return retoken(row, focused ? 'selected' : 'selected-elsewhere');
  });
}
