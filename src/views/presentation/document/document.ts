import type { EpochMs } from '../../../model/time.ts';
import type { Subject } from '../../rows.ts';
import { type Line, type Span, span } from '../line.ts';
import type { Look } from '../look.ts';
import { wrapWords } from '../words/cut.ts';

/** All that is known of one thing, as lines that scroll together. */
export type Document = {
  /** For the border. Clean text. */
  readonly title: string;
  readonly lines: readonly Line[];
  /** What Enter opens from it, in the order of the lines. */
  readonly links: readonly Link[];
  /** Its first line of evidence; null without any. */
  readonly evidence: number | null;
};

type Link = { readonly line: number; readonly subject: Subject };

/** One line, with what it opens, or with the mark that evidence begins there. */
export type Entry =
  | Line
  | { readonly line: Line; readonly opens: Subject }
  | { readonly line: Line; readonly begins: 'evidence' };

export function documentFrom(title: string, entries: readonly Entry[]): Document {
  const at = entries.findIndex((entry) => 'begins' in entry);
  return {
    title,
    lines: entries.map((entry) => ('line' in entry ? entry.line : entry)),
    links: entries.flatMap((entry, line) => ('opens' in entry ? [{ line, subject: entry.opens }] : [])),
    evidence: at === -1 ? null : at,
  };
}

/** What a document is written for. */
export type Page = {
  readonly look: Look;
  readonly now: EpochMs;
  readonly width: number;
  /** Columns by which raw lines are moved to the left. */
  readonly shift: number;
};

const LABEL_WIDTH = 12;
const MOST_TEXT_LINES = 6;

/** ` Label       value`. */
export function fact(label: string, ...value: readonly (Span | string)[]): Line {
  const parts = value.map((part) => (typeof part === 'string' ? span(part) : part));
  return [span(` ${label.padEnd(LABEL_WIDTH)}`, 'muted'), ...parts];
}

/** A fact of several words, wrapped under its own start. `text` is clean. */
export function textFact(
  label: string,
  text: string,
  page: Page,
  token: Span['token'] = 'text',
): readonly Line[] {
  const width = Math.max(20, page.width - LABEL_WIDTH - 2);
  const lines = wrapWords(text, width, MOST_TEXT_LINES, page.look.glyphs.ellipsis);
  return lines.map((piece, index) => fact(index === 0 ? label : '', span(piece, token)));
}

/** Title of a part, with a remark beside it. */
export function heading(title: string, remark = ''): readonly Line[] {
  return [[], [span(` ${title}`, 'strong'), span(remark === '' ? '' : `  ${remark}`)]];
}
