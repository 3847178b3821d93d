import { textWidth } from '../platform/text-width.ts';

/** Columns of a report that is read in a terminal, or sent. */
export const REPORT_WIDTH = 100;

/** A blank, but not the one within `1 840`. */
const BREAK = / (?!(?<=\d )\d{3}(?!\d))/;

/** Wraps at blanks only: what was quoted stays as it is. `first` stands before the first line, `next` before the others. */
export function wrap(text: string, first: string, next: string, width = REPORT_WIDTH): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(BREAK)) {
    const room = width - textWidth(lines.length === 0 ? first : next);
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((text, index) => `${index === 0 ? first : next}${text}`.trimEnd());
}

/** What goes on stands below what a list tells of each of its rows. */
const HANG = ' '.repeat(9);

/** A whole text so: what goes on stands four columns deeper than its line begins. */
export function fittedText(text: string, columns: number | null): string {
  return text
    .split('\n')
    .flatMap((line) => fitted(line, columns, `${/^ */.exec(line)?.[0] ?? ''}    `))
    .join('\n');
}

/** On a terminal that is narrower than what was written: it would break the line within a word. */
export function fitted(line: string, columns: number | null, hang = HANG): string[] {
  if (columns === null || textWidth(line) <= columns) return [line];
  const indent = ' '.repeat(line.length - line.trimStart().length);
  return wrap(line.trimStart(), indent, indent === '' && hang === HANG ? '  ' : hang, columns);
}
