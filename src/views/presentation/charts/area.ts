import type { Token } from '../../theme.ts';
import { fitLine, type Line, span } from '../line.ts';
import type { Look } from '../look.ts';
import { shortCount } from '../words/numbers.ts';
import { resample, stretched } from './figures.ts';

/** Width of the figures on the scale, with the blank behind them. */
export const AREA_LABEL = 6;

/** Figures that an area this wide shows. */
function areaPoints(columns: number, look: Look): number {
  return Math.max(2, (columns - AREA_LABEL) * (look.glyphs.braille ? 2 : 1));
}

/**
 * Figures over time as a filled area, oldest left; the highest and nothing are named on the scale. `threshold`: a dashed
 * line, where figures reach it.
 */
export function area(
  values: readonly number[],
  columns: number,
  rows: number,
  look: Look,
  token: Token,
  threshold: number | null = null,
): readonly Line[] {
  if (rows < 1 || columns < AREA_LABEL + 2) return [];
  const wide = columns - AREA_LABEL;
  const wanted = areaPoints(columns, look);
  const points = resample(stretched(values, wanted), wanted);
  const highest = points.reduce((most, value) => Math.max(most, value), 0);
  const drawn = look.glyphs.braille ? dots(points, highest, wide, rows) : blocks(points, highest, rows, look);
  const line = threshold === null || threshold > highest ? null : lineOf(threshold, highest, rows);
  return drawn.map((text, row) => {
    const figure = row === 0 ? highest : row === rows - 1 ? 0 : row === line ? threshold : null;
    const label = figure === null ? '' : shortCount(figure, AREA_LABEL - 1);
    const cells = row === line ? crossed(text.padEnd(wide), look, token) : [span(text, token)];
    return fitLine([span(`${label.padStart(AREA_LABEL - 1)} `, 'muted'), ...cells], columns);
  });
}

/** Row of a threshold, from the top: what fills it has reached the threshold. */
function lineOf(threshold: number, highest: number, rows: number): number {
  return Math.min(rows - 1, rows - Math.ceil((threshold / highest) * rows));
}

/** The dashed line where nothing else is. */
function crossed(text: string, look: Look, token: Token): Line {
  const parts = text.match(/ +|[^ ]+/g) ?? [];
  return parts.map((part) =>
    part.startsWith(' ') ? span(look.glyphs.threshold.repeat(part.length), 'threshold') : span(part, token),
  );
}

/** In eighths of a row; anything above nothing shows. */
function blocks(points: readonly number[], highest: number, rows: number, look: Look): readonly string[] {
  const { sparks } = look.glyphs;
  const steps = sparks.length - 1;
  const heights = points.map((value) => (highest === 0 ? 0 : Math.ceil((value / highest) * rows * steps)));
  return Array.from({ length: rows }, (_, row) => {
    const below = (rows - 1 - row) * steps;
    return heights.map((height) => sparks[Math.max(0, Math.min(steps, height - below))] ?? ' ').join('');
  });
}

/** Bits of a braille character by its two columns, from the lowest dot up. */
const LEFT = [0x40, 0x04, 0x02, 0x01];
const RIGHT = [0x80, 0x20, 0x10, 0x08];
const BRAILLE = 0x2800;

/** Two by four dots a character. */
function dots(points: readonly number[], highest: number, columns: number, rows: number): readonly string[] {
  const heights = points.map((value) => (highest === 0 ? 0 : Math.ceil((value / highest) * rows * 4)));
  return Array.from({ length: rows }, (_, row) => {
    const below = (rows - 1 - row) * 4;
    return Array.from({ length: columns }, (_, column) => {
      const bits = (bitsOf: readonly number[], height: number): number =>
        bitsOf.reduce((sum, bit, dot) => sum + (height - below > dot ? bit : 0), 0);
      const code = bits(LEFT, heights[2 * column] ?? 0) + bits(RIGHT, heights[2 * column + 1] ?? 0);
      // The braille pattern without dots cannot be told from a blank, and is not let through.
      return code === 0 ? ' ' : String.fromCharCode(BRAILLE + code);
    }).join('');
  });
}
