/** Text and SGR colours from a column on. */
export type Piece = { readonly x: number; readonly text: string };

/** What stands in one row, in the order in which it is drawn: a later piece covers what it is drawn over. */
export type FrameRow = readonly Piece[];

/** A whole screen, from its first row on. */
export type Frame = readonly FrameRow[];

/** Rows of text that are separated by line feeds. */
export function frameOfText(text: string): Frame {
  return text.split('\n').map((row) => [{ x: 0, text: row }]);
}

export function isSameRow(one: FrameRow, other: FrameRow): boolean {
  return (
    one === other ||
    (one.length === other.length &&
      one.every(({ x, text }, index) => other[index]?.x === x && other[index]?.text === text))
  );
}

export function isSameFrame(one: Frame, other: Frame): boolean {
  return one.length === other.length && one.every((row, index) => isSameRow(row, other[index] ?? []));
}
