import { eastAsianWidth } from 'get-east-asian-width';
import { safeText } from './safe-text.ts';
import { whenAsked } from './when-asked.ts';

const NOT_ASCII_PRINTABLE = /[^ -~]/;
const noColumn = whenAsked(() => /[\p{C}\p{M}\p{DI}\p{Zl}\p{Zp}]/u);

/** Columns that one character (code point) takes: 0, 1 or 2. */
export function characterWidth(character: string): 0 | 1 | 2 {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint >= 0x20 && codePoint < 0x7f) return 1;
  if (noColumn().test(character)) return 0;
  return eastAsianWidth(codePoint) === 2 ? 2 : 1;
}

/**
 * Columns of one line. Exact on every terminal for what `safeText` let through; for other text it is what
 * a terminal of today does with single characters (controls, marks and joiners take no column).
 */
export function textWidth(text: string): number {
  if (!NOT_ASCII_PRINTABLE.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

type FitOptions = {
  readonly align?: 'left' | 'right';
  /** Ends a text that was cut; default `…`. */
  readonly ellipsis?: string;
};

/** `text`, cleaned by `safeText`, cut and padded to exactly `width` columns. */
export function fitText(text: string, width: number, options: FitOptions = {}): string {
  if (width <= 0) return '';
  // A column of clean text is at most a base and two marks, so a longer text is cut before it is
  // cleaned: a line of a megabyte costs no more than what is shown of it.
  const most = (width + 2) * 3;
  const clean = safeText(text.length > most ? text.slice(0, most) : text);
  const fitted = textWidth(clean) <= width ? clean : cutText(clean, width, options.ellipsis ?? '…');
  const padding = ' '.repeat(width - textWidth(fitted));
  return options.align === 'right' ? padding + fitted : fitted + padding;
}

function cutText(text: string, width: number, ellipsis: string): string {
  const end = textWidth(ellipsis) <= width ? ellipsis : '';
  const room = width - textWidth(end);
  if (!NOT_ASCII_PRINTABLE.test(text)) return text.slice(0, room) + end;
  let column = 0;
  let length = 0;
  for (const character of text) {
    column += characterWidth(character);
    if (column > room) break;
    length += character.length;
  }
  return text.slice(0, length) + end;
}
