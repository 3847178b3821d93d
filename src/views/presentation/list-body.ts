import type { Cursor } from '../state/cursor.ts';
import { fitLine, type Line, retoken, span } from './line.ts';
import type { Look } from './look.ts';
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
};

/** Column titles and the window of rows that the cursor has moved to. */
export function tableBody<Item>(
  columns: readonly Column<Item>[],
  items: readonly Item[],
  view: ListView,
  context: CellContext,
): readonly Line[] {
  const fitted = fitColumns(columns, items, view.width - 2);
  const rows = windowOf(items, view).map((item) => rowCells(fitted, item, context));
  const titles = view.hasTitles ? [[span(' '), ...titleCells(fitted)]] : [];
  return [...titles, ...markSelected(rows, view, context.look)];
}

export function windowOf<Item>(items: readonly Item[], { cursor, page }: ListView): readonly Item[] {
  return items.slice(cursor.top, cursor.top + page);
}

/** Puts the pointer before each row, and the selected row into one piece across the pane. */
export function markSelected(rows: readonly Line[], view: ListView, look: Look): readonly Line[] {
  const { selected, cursor, focused, width } = view;
  return rows.map((cells, index) => {
    const isSelected = selected !== null && cursor.top + index === selected;
    if (!isSelected || (!focused && cursor.id === null)) return [span(' '), ...cells];
    const row = fitLine([span(look.glyphs.pointer), ...cells], width);
    return retoken(row, focused ? 'selected' : 'selected-elsewhere');
  });
}
