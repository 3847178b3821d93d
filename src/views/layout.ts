/** Where everything stands: pure, from the size of the terminal and what is asked for. */
import { arrangementOf, type PaneId, type ScreenId } from './arrangement.ts';
import { insideOf, type Rect, type Size } from './rect.ts';
import { type PlacedPane, place, without } from './split.ts';

export type Layout =
  | { readonly kind: 'too-small'; readonly whole: Rect }
  | {
      readonly kind: 'screen';
      readonly header: Rect;
      /** Large figures above the body; none but on the wall. */
      readonly figures: Rect | null;
      /** Between header and status line: panes, or one document. */
      readonly body: Rect;
      readonly panes: readonly PlacedPane[];
      readonly status: Rect;
      readonly keys: Rect;
    };

export const SMALLEST: Size = { columns: 60, rows: 15 };

/** Fewer rows than this below the figures of a wall are of no use: then there are no figures. */
const LEAST_BODY = 12;

/** Asked for dozens of times a frame, and the same as long as the terminal keeps its size. */
const layouts = new WeakMap<Size, Map<string, Layout>>();

export function layoutFor(
  size: Size,
  screen: ScreenId,
  maximised: PaneId | null = null,
  figureRows = 0,
): Layout {
  const known = layouts.get(size) ?? new Map<string, Layout>();
  if (known.size === 0) layouts.set(size, known);
  const key = `${screen} ${maximised} ${figureRows}`;
  const layout = known.get(key) ?? laidOut(size, screen, maximised, figureRows);
  known.set(key, layout);
  return layout;
}

function laidOut(
  { columns, rows }: Size,
  screen: ScreenId,
  maximised: PaneId | null,
  figureRows: number,
): Layout {
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) {
    return { kind: 'too-small', whole: { x: 0, y: 0, width: columns, height: rows } };
  }
  const row = (y: number): Rect => ({ x: 0, y, width: columns, height: 1 });
  const isRoomy = figureRows > 0 && rows - 3 - figureRows >= LEAST_BODY;
  const above = isRoomy ? figureRows : 0;
  const body: Rect = { x: 0, y: 1 + above, width: columns, height: rows - 3 - above };
  const arranged = maximised ?? arrangementOf(screen, body);
  // Nothing is selected on a wall.
  const arrangement = figureRows > 0 ? without('preview', arranged) : arranged;
  return {
    kind: 'screen',
    header: row(0),
    figures: isRoomy ? { ...row(1), height: figureRows } : null,
    body,
    panes: place(arrangement, body),
    status: row(rows - 2),
    keys: row(rows - 1),
  };
}

/** A list too low for it does without its column titles: alerts first, which say what they are. Bars never have any. */
export function hasColumnTitles({ pane, rect }: PlacedPane): boolean {
  return pane !== 'talkers' && insideOf(rect).height >= (pane === 'alerts' ? 5 : 4);
}

/** Where a list pane's items stand, one a row. */
export function insideOfList(placed: PlacedPane): Rect {
  const inside = insideOf(placed.rect);
  const titles = hasColumnTitles(placed) ? 1 : 0;
  return { ...inside, y: inside.y + titles, height: Math.max(1, inside.height - titles) };
}
