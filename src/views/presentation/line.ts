import { fitText, textWidth } from '../../platform/text-width.ts';
import type { Token } from '../theme.ts';

/** A run of clean text (no control characters) with one meaning. */
export type Span = { readonly text: string; readonly token: Token };

/** One row of the screen or of a part of it, left to right. */
export type Line = readonly Span[];

export function span(text: string, token: Token = 'text'): Span {
  return { text, token };
}

export function lineWidth(spans: Line): number {
  let width = 0;
  for (const { text } of spans) width += textWidth(text);
  return width;
}

export function plainText(spans: Line): string {
  return spans.map(({ text }) => text).join('');
}

/** Exactly `width` columns: cut at the end, or padded with blanks. */
export function fitLine(spans: Line, width: number, ellipsis = ''): Line {
  const fitted: Span[] = [];
  let left = width;
  for (const { text, token } of spans) {
    const wide = textWidth(text);
    if (wide > left) {
      if (left > 0) fitted.push(span(fitText(text, left, { ellipsis }), token));
      return left > 0 || text.trim() === '' ? fitted : endedShort(fitted, ellipsis);
    }
    fitted.push({ text, token });
    left -= wide;
  }
  if (left > 0) fitted.push(span(' '.repeat(left)));
  return fitted;
}

/** What is cut between two spans is told by the last sign of the one before. */
function endedShort(fitted: readonly Span[], ellipsis: string): Line {
  const last = fitted.at(-1);
  if (last === undefined || ellipsis === '') return fitted;
  const text = fitText(`${last.text} `, textWidth(last.text), { ellipsis });
  return [...fitted.slice(0, -1), span(text, last.token)];
}

/** The same text with one meaning: a selected row, a muted one. */
export function retoken(spans: Line, token: Token): Line {
  return [span(plainText(spans), token)];
}
