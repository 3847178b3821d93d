/**
 * Where the keys stand in a list. It follows the item, never the row: what is new above moves the window along,
 * so that the selected item stays on its row of the screen. Only on the first row, untouched, it follows the newest.
 */
export type Cursor = {
  /**
   * The selected item. Null on the first row: follows the first item, whatever that is. Null on another row: on its
   * way there, until the rows around it have come.
   */
  readonly id: string | null;
  /** Where it stood last. */
  readonly index: number;
  /** First visible row. */
  readonly top: number;
  /** Rows that came in above the window since it left the first row. */
  readonly newAbove: number;
  /** How long the list was: what only moved up, since it grew, is not new. */
  readonly length: number;
};

/** What is known of a list: a part of it, and how long it is. */
export type ListWindow = {
  readonly ids: readonly string[];
  /** Place of the first of `ids`. */
  readonly offset: number;
  readonly length: number;
  /** Place of the item `of`, which may stand elsewhere; null when it is gone. */
  readonly of: string | null;
  readonly at: number | null;
};

export const FOLLOWING: Cursor = { id: null, index: 0, top: 0, newAbove: 0, length: 0 };

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

/** After a key. Back on the first row it follows again. Below an item that is gone comes what took its place. */
export function moveCursor(cursor: Cursor, list: ListWindow, page: number, move: Move): Cursor {
  const by = moveBy(move, page);
  const there = idAt(list, cursor.index);
  const isGone = cursor.id !== null && there !== null && there !== cursor.id;
  return goTo(cursor, list, page, cursor.index + (isGone && by > 0 ? by - 1 : by));
}

/** To a row, as near as there is one. */
export function goTo(cursor: Cursor, list: ListWindow, page: number, row: number): Cursor {
  const index = clamp(row, 0, Math.max(0, list.length - 1));
  if (index === 0) return FOLLOWING;
  const top = topShowing(index, cursor.top, list.length, page);
  const newAbove = Math.min(cursor.newAbove, top);
  return { id: idAt(list, index), index, top, newAbove, length: list.length };
}

/** After the list or the window has changed. An item that is gone leaves the cursor where it was, on nothing. */
export function followItem(cursor: Cursor, list: ListWindow, page: number): Cursor {
  if (cursor.id === null && cursor.index === 0) return FOLLOWING;
  if (cursor.id === null) return goTo(cursor, list, page, cursor.index);
  const found = placeOf(cursor.id, list);
  const index = found ?? clamp(cursor.index, 0, Math.max(0, list.length - 1));
  const moved = found === null ? 0 : index - cursor.index;
  const top = topShowing(index, cursor.top + moved, list.length, page);
  const added = Math.min(moved, Math.max(0, list.length - cursor.length));
  return { id: cursor.id, index, top, newAbove: clamp(cursor.newAbove + added, 0, top), length: list.length };
}

/** The selected item's place in the list, or null when it is gone, not there yet, or the list is empty. */
export function selectedIndex(cursor: Cursor, list: ListWindow): number | null {
  if (list.length === 0) return null;
  if (cursor.id === null) return cursor.index === 0 ? 0 : null;
  return idAt(list, cursor.index) === cursor.id ? cursor.index : null;
}

/** On a row of the window, as a pointer puts it there. */
export function placeCursor(cursor: Cursor, list: ListWindow, row: number): Cursor {
  const index = cursor.top + row;
  if (index >= list.length) return cursor;
  return index === 0 ? FOLLOWING : { ...cursor, id: idAt(list, index), index, length: list.length };
}

export function idAt({ ids, offset }: ListWindow, index: number): string | null {
  return ids[index - offset] ?? null;
}

function placeOf(id: string, { ids, offset, of, at }: ListWindow): number | null {
  const among = ids.indexOf(id);
  if (among !== -1) return offset + among;
  return of === id ? at : null;
}

/** The window's first row, moved no more than needed to show `index` and to leave no empty row below. */
function topShowing(index: number, top: number, length: number, page: number): number {
  return clamp(top, Math.max(0, index - page + 1), Math.min(index, Math.max(0, length - page)));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
