import { SMALLEST } from '../../layout.ts';
import type { Rect, Size } from '../../rect.ts';
import { fitLine, type Line, lineWidth, span } from '../line.ts';
import { wrapWords } from '../words/cut.ts';

/** Until the core has answered for the first time. */
export const STARTING: readonly string[] = ['Starting: rules, store and sources are opened.'];

export function tooSmall({ columns, rows }: Size): readonly string[] {
  return [
    `needs ${SMALLEST.columns}x${SMALLEST.rows}, has ${columns}x${rows}`,
    'make the window larger; q quits',
  ];
}

/** Of each of them. */
const MOST_ROWS = 3;

/** A few words in the middle of an otherwise empty rectangle, however small it is. */
export function noticeLines(says: readonly string[], { width, height }: Rect): readonly Line[] {
  const rows = says.flatMap((text) => wrapWords(text, Math.max(1, width), MOST_ROWS, ''));
  const above = Math.max(0, Math.floor((height - rows.length) / 2));
  return [...new Array<Line>(above).fill([]), ...rows.map((text) => centred(text, width))].slice(0, height);
}

function centred(text: string, width: number): Line {
  const spans = [span(text, 'strong')];
  const left = Math.max(0, Math.floor((width - lineWidth(spans)) / 2));
  return fitLine([span(' '.repeat(left)), ...spans], width);
}
