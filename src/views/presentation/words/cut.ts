import { textWidth } from '../../../platform/text-width.ts';

/** Keeps both ends: what tells two addresses of one network apart is their end. */
export function cutMiddle(text: string, width: number, ellipsis: string): string {
  if (textWidth(text) <= width) return text;
  const tail = Math.floor((width - 1) / 2);
  return takeColumns(text, width - 1 - tail) + ellipsis + takeLastColumns(text, tail);
}

/** Keeps the beginning. */
export function cutEnd(text: string, width: number, ellipsis: string): string {
  return textWidth(text) <= width ? text : takeColumns(text, width - 1) + ellipsis;
}

/** Keeps the beginning up to where a part of the sentence ends; within one only where the first does not fit. */
export function cutPart(text: string, width: number, ellipsis: string): string {
  const kept = cutEnd(text, width, ellipsis);
  if (kept === text) return text;
  const whole = /^.*\S(?=[,;:] )/.exec(takeColumns(text, width));
  return whole === null ? kept : whole[0] + ellipsis;
}

/** Keeps the end: a file is known by its name. */
export function cutStart(text: string, width: number, ellipsis: string): string {
  return textWidth(text) <= width ? text : ellipsis + takeLastColumns(text, width - 1);
}

/** What is left when the first `columns` columns have scrolled away. */
export function dropColumns(text: string, columns: number): string {
  return takeLastColumns(text, Math.max(0, textWidth(text) - columns));
}

function takeColumns(text: string, columns: number): string {
  const parts = [...text];
  let width = 0;
  let end = 0;
  for (const part of parts) {
    width += textWidth(part);
    if (width > columns) break;
    end++;
  }
  return parts.slice(0, end).join('');
}

function takeLastColumns(text: string, columns: number): string {
  const parts = [...text];
  let width = 0;
  let start = parts.length;
  while (start > 0) {
    width += textWidth(parts[start - 1] ?? '');
    if (width > columns) break;
    start--;
  }
  return parts.slice(start).join('');
}

/** Breaks clean text at blanks into at most `most` lines; the last line says that more follows. */
export function wrapWords(text: string, width: number, most: number, ellipsis: string): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (textWidth(joined) <= width) {
      current = joined;
      continue;
    }
    if (current !== '') lines.push(current);
    const pieces = chop(word, width);
    lines.push(...pieces.slice(0, -1));
    current = pieces.at(-1) ?? '';
    if (lines.length > most) break;
  }
  if (current !== '') lines.push(current);
  if (lines.length <= most) return lines;
  const last = lines[most - 1] ?? '';
  return [...lines.slice(0, most - 1), takeColumns(last, width - 1) + ellipsis];
}

function chop(word: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let rest = word;
  while (textWidth(rest) > width) {
    const piece = takeColumns(rest, width);
    if (piece === '') break;
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...pieces, rest];
}
