/**
 * Where the keys stand in a list. It follows the item, never the row: what is new above moves the window along,
 * so that the selected item stays on its row of the screen. Only on the first row, untouched, it follows the newest.
 */
export type Cursor = {
  /** The selected item; null follows the first one, whatever that is. */
  readonly id: string | null;
  /** Where it stood last. */
  readonly index: number;
  /** First visible row. */
  readonly top: number;
  /** Rows that came in above the window since it left the first row. */
  readonly newAbove: number;
};

export const FOLLOWING: Cursor = { id: null, index: 0, top: 0, newAbove: 0 };

export type Move =
  | 'up'
  | 'down'
  | 'half-page-up'
  | 'half-page-down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last';

/** Rows up (negative) or down. */
export function moveBy(move: Move, page: number): number {
  switch (move) {
    case 'up':
      return -1;
    case 'down':
      return 1;
    case 'half-page-up':
      return -Math.max(1, Math.floor(page / 2));
    case 'half-page-down':
      return Math.max(1, Math.floor(page / 2));
    case 'page-up':
      return -Math.max(1, page - 1);
    case 'page-down':
      return Math.max(1, page - 1);
    case 'first':
      return Number.NEGATIVE_INFINITY;
    case 'last':
      return Number.POSITIVE_INFINITY;
  }
}

/** After a key. Back on the first row it follows again. */
export function moveCursor(cursor: Cursor, ids: readonly string[], page: number, move: Move): Cursor {
  const index = clamp(cursor.index + moveBy(move, page), 0, Math.max(0, ids.length - 1));
  const id = ids[index];
  if (index === 0 || id === undefined) return FOLLOWING;
  const top = topShowing(index, cursor.top, ids.length, page);
  return { id, index, top, newAbove: Math.min(cursor.newAbove, top) };
}

/** After the list or the window has changed. An item that is gone leaves the cursor where it was, on nothing. */
export function followItem(cursor: Cursor, ids: readonly string[], page: number): Cursor {
  if (cursor.id === null) return FOLLOWING;
  const found = ids.indexOf(cursor.id);
  const index = found === -1 ? clamp(cursor.index, 0, Math.max(0, ids.length - 1)) : found;
  const moved = found === -1 ? 0 : index - cursor.index;
  const top = topShowing(index, cursor.top + moved, ids.length, page);
  return { id: cursor.id, index, top, newAbove: clamp(cursor.newAbove + moved, 0, top) };
}

/** The selected item's place in the list, or null when it is gone or the list is empty. */
export function selectedIndex(cursor: Cursor, ids: readonly string[]): number | null {
  if (ids.length === 0) return null;
  if (cursor.id === null) return 0;
  return ids[cursor.index] === cursor.id ? cursor.index : null;
}

/** The window's first row, moved no more than needed to show `index` and to leave no empty row below. */
function topShowing(index: number, top: number, length: number, page: number): number {
  return clamp(top, Math.max(0, index - page + 1), Math.min(index, Math.max(0, length - page)));
}

/** On a row of the window, as a pointer puts it there. */
export function placeCursor(cursor: Cursor, ids: readonly string[], row: number): Cursor {
  const index = cursor.top + row;
  const id = ids[index];
  if (id === undefined) return cursor;
  return index === 0 ? FOLLOWING : { ...cursor, id, index };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
