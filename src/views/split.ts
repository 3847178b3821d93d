import type { PaneId } from './arrangement.ts';
import type { Rect } from './rect.ts';

export type PlacedPane = { readonly pane: PaneId; readonly rect: Rect };

/** One pane, or parts side by side (`across`) or one below the other (`down`). */
export type Arrangement = PaneId | { readonly split: 'across' | 'down'; readonly parts: readonly Part[] };

type Part = {
  readonly of: Arrangement;
  /** Weight when room is left over. */
  readonly share: number;
  /** Fewest and most cells in the direction of the split. */
  readonly least: number;
  readonly most?: number;
};

export function across(...parts: readonly Part[]): Arrangement {
  return { split: 'across', parts };
}

export function down(...parts: readonly Part[]): Arrangement {
  return { split: 'down', parts };
}

/** The others, in the room of all. */
export function without(pane: PaneId, arrangement: Arrangement): Arrangement {
  if (typeof arrangement === 'string') return arrangement;
  const parts = arrangement.parts
    .filter((part) => part.of !== pane)
    .map((part) => ({ ...part, of: without(pane, part.of) }));
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first.of : { ...arrangement, parts };
}

/** Cuts the rectangle up without gap or overlap. */
export function place(arrangement: Arrangement, rect: Rect): readonly PlacedPane[] {
  if (typeof arrangement === 'string') return [{ pane: arrangement, rect }];
  const sideways = arrangement.split === 'across';
  const sizes = allot(sideways ? rect.width : rect.height, arrangement.parts);
  let offset = 0;
  return arrangement.parts.flatMap((part, index) => {
    const size = sizes[index] ?? 0;
    const piece = sideways
      ? { ...rect, x: rect.x + offset, width: size }
      : { ...rect, y: rect.y + offset, height: size };
    offset += size;
    return place(part.of, piece);
  });
}

/** Sizes that add up to `total`: each part its least, the rest by share, none above its most while another may grow. */
function allot(total: number, parts: readonly Part[]): readonly number[] {
  const sizes = parts.map((part) => part.least);
  let left = total - sum(sizes);
  while (left > 0) {
    const open = parts.flatMap((part, index) =>
      (sizes[index] ?? 0) < (part.most ?? Number.POSITIVE_INFINITY) ? [index] : [],
    );
    const growing = open.length > 0 ? open : parts.map((_, index) => index);
    const shares = sum(growing.map((index) => parts[index]?.share ?? 0));
    const round = left;
    for (const index of growing) {
      const part = parts[index];
      if (part === undefined || left === 0) continue;
      const size = sizes[index] ?? 0;
      const ceiling = open.length > 0 ? (part.most ?? Number.POSITIVE_INFINITY) - size : left;
      const gain = Math.min(left, ceiling, Math.max(1, Math.floor((round * part.share) / shares)));
      sizes[index] = size + gain;
      left -= gain;
    }
  }
  return sizes;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
