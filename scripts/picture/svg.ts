import type { IBufferCell, Terminal } from '@xterm/headless';
import { colourOf, GROUND, INK } from './colours.ts';
import { shapeOf } from './shapes.ts';

/** Of one character cell, in pixels. */
const CELL = { width: 8, height: 17 } as const;
const MARGIN = 12;
const FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace";

/** Characters beside each other that look alike. */
type Run = { readonly column: number; cells: number; text: string; readonly style: string };

/**
 * What a terminal shows, as a picture: on a screen with every font it stands as it does in the terminal, since lines and
 * bars are drawn, and text is stretched to its cells.
 */
export function svgPicture(terminal: Terminal): string {
  const width = terminal.cols * CELL.width + 2 * MARGIN;
  const height = terminal.rows * CELL.height + 2 * MARGIN;
  const rows = Array.from({ length: terminal.rows }, (_, row) => rowOf(terminal, row));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    '<style>rect{shape-rendering:crispEdges}</style>',
    `<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>`,
    `<g transform="translate(${MARGIN} ${MARGIN})" font-family="${FONT}" font-size="13" xml:space="preserve">`,
    ...rows.flat(),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function rowOf(terminal: Terminal, row: number): string[] {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row);
  const grounds: Run[] = [];
  const lines: Run[] = [];
  const drawn: string[] = [];
  const texts: Run[] = [];
  for (let column = 0; column < terminal.cols; column++) {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const { ink, ground, weight } = lookOf(cell);
    const chars = cell.getChars();
    if (ground !== GROUND) extend(grounds, column, cell.getWidth(), '', `fill="${ground}"`);
    if (chars === '' || chars === ' ') continue;
    // Whole lines and bars, not one for each cell.
    if (chars === '─') extend(lines, column, 1, '', `stroke="${ink}"`);
    else if (chars === '█') extend(grounds, column, 1, '', `fill="${ink}"`);
    else {
      const shape = shapeOf(chars, column * CELL.width, row * CELL.height, CELL, ink);
      if (shape === null) extend(texts, column, cell.getWidth(), chars, `fill="${ink}"${weight}`);
      else drawn.push(shape);
    }
  }
  return [
    ...grounds.map(({ column, cells, style }) => rectangle(column, row, cells, style)),
    ...lines.map((run) => lineOf(run, row)),
    ...drawn,
    ...texts.map((run) => textOf(run, row)),
  ];
}

function extend(runs: Run[], column: number, cells: number, text: string, style: string): void {
  const last = runs.at(-1);
  if (last && last.style === style && last.column + last.cells === column) {
    last.cells += cells;
    last.text += text;
  } else runs.push({ column, cells, text, style });
}

function lookOf(cell: IBufferCell): {
  readonly ink: string;
  readonly ground: string;
  readonly weight: string;
} {
  const ink = colourOf(cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor()) ?? INK;
  const ground = colourOf(cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor()) ?? GROUND;
  const weight = `${cell.isBold() ? ' font-weight="700"' : ''}${cell.isDim() ? ' opacity="0.6"' : ''}`;
  return cell.isInverse() ? { ink: ground, ground: ink, weight } : { ink, ground, weight };
}

function rectangle(column: number, row: number, cells: number, style: string): string {
  const { width, height } = CELL;
  return `<rect x="${column * width}" y="${row * height}" width="${cells * width}" height="${height}" ${style}/>`;
}

function lineOf({ column, cells, style }: Run, row: number): string {
  const { width, height } = CELL;
  return `<path d="M${column * width} ${(row + 0.5) * height}h${cells * width}" ${style}/>`;
}

function textOf({ column, cells, text, style }: Run, row: number): string {
  const { width, height } = CELL;
  const escaped = text.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
  const at = `x="${column * width}" y="${row * height + 13}" textLength="${cells * width}"`;
  return `<text ${at} lengthAdjust="spacingAndGlyphs" ${style}>${escaped}</text>`;
}
