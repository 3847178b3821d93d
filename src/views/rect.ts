/** In character cells; `x` and `y` count from the top left corner of the terminal. */
export type Rect = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export type Size = { readonly columns: number; readonly rows: number };

/** The room inside a pane's border. */
export function insideOf(rect: Rect): Rect {
  return {
    x: rect.x + 1,
    y: rect.y + 1,
    width: Math.max(0, rect.width - 2),
    height: Math.max(0, rect.height - 2),
  };
}
