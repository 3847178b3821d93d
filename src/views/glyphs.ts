import type { GlyphTier } from '../model/appearance.ts';

type ChartSymbols = readonly [string, string, string, string, string, string, string, string, string, string];

/** Every sign the console draws that a plain terminal may not have. One display column each, in both tiers. */
export type Glyphs = {
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly horizontal: string;
  readonly vertical: string;
  readonly pointer: string;
  readonly marked: string;
  readonly live: string;
  readonly paused: string;
  readonly stopped: string;
  readonly waiting: string;
  readonly check: string;
  readonly up: string;
  readonly down: string;
  readonly times: string;
  readonly middleDot: string;
  readonly ellipsis: string;
  readonly dash: string;
  readonly threshold: string;
  /** From nothing to full, for sparklines. */
  readonly sparks: readonly string[];
  /** Parts of one column, smallest first; the last is a full column. */
  readonly blocks: readonly string[];
  /** asciichart's ten: zero axis, axis, two line ends, flat, four corners, vertical. */
  readonly chart: ChartSymbols;
  /** Shades from nothing to most, for the heat map: one character each, told apart without colour. */
  readonly shades: readonly string[];
  /** Areas are drawn with two by four dots a column. */
  readonly braille: boolean;
  /** Whether text from outside may keep what is not ASCII. */
  readonly unicode: boolean;
};

const UNICODE: Glyphs = {
  topLeft: '╭',
  topRight: '╮',
  bottomLeft: '╰',
  bottomRight: '╯',
  horizontal: '─',
  vertical: '│',
  pointer: '▶',
  marked: '◆',
  live: '●',
  paused: '‖',
  stopped: '■',
  waiting: '○',
  check: '✓',
  up: '▲',
  down: '▼',
  times: '×',
  middleDot: '·',
  ellipsis: '…',
  dash: '–',
  threshold: '┄',
  sparks: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  blocks: ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
  chart: ['┼', '┤', '╶', '╴', '─', '╰', '╭', '╮', '╯', '│'],
  shades: ['·', '░', '▒', '▓', '█'],
  braille: false,
  unicode: true,
};

const ASCII: Glyphs = {
  topLeft: '+',
  topRight: '+',
  bottomLeft: '+',
  bottomRight: '+',
  horizontal: '-',
  vertical: '|',
  pointer: '>',
  marked: '#',
  live: '*',
  paused: '=',
  stopped: '#',
  waiting: 'o',
  check: '+',
  up: '^',
  down: 'v',
  times: 'x',
  middleDot: '.',
  ellipsis: '~',
  dash: '-',
  threshold: '-',
  sparks: [' ', '.', '.', ':', ':', '*', '*', '#', '#'],
  blocks: ['.', '.', '-', '-', '*', '*', '#', '#'],
  chart: ['+', '|', '-', '-', '*', '*', '*', '*', '*', '*'],
  shades: ['.', '-', '+', '*', '#'],
  braille: false,
  unicode: false,
};

export function glyphsOf(tier: GlyphTier): Glyphs {
  if (tier === 'ascii') return ASCII;
  return tier === 'braille' ? { ...UNICODE, braille: true } : UNICODE;
}
