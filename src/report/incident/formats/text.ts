import { safeText } from '../../../platform/safe-text.ts';
import { fitText, textWidth } from '../../../platform/text-width.ts';
import { fitted, REPORT_WIDTH, wrap } from '../../wrap.ts';
import { type Block, type Inline, pieces, type ReportDocument } from '../document.ts';

const WIDEST_COLUMN = 48;
const BAR_WIDTH = 40;
const HEIGHTS = ' ▁▂▃▄▅▆▇█';
const ASCII_HEIGHTS = ' .:-=+*%#';

type TextOptions = {
  readonly ascii: boolean;
  /** Of the terminal that it is for. */
  readonly columns?: number | null;
};

/** For a terminal or a mail: every untrusted character is shown, none is obeyed. */
export function reportText(report: ReportDocument, { ascii, columns = null }: TextOptions): string {
  const writer = new TextWriter(report, ascii, columns);
  const head = report.title.toUpperCase();
  const line = (ascii ? '=' : '═').repeat(textWidth(head));
  const sections = report.sections.map(({ title, blocks }) => {
    return [`\n${safeText(title.toUpperCase())}`, ...blocks.flatMap((block) => writer.block(block))];
  });
  return `${[head, line, safeText(report.made), ...sections.flat()].join('\n')}\n`;
}

class TextWriter {
  constructor(
    private readonly report: ReportDocument,
    private readonly ascii: boolean,
    private readonly room: number | null,
  ) {}

  block(block: Block): string[] {
    switch (block.kind) {
      case 'text':
        return this.wrap(this.inline(block.text), '  ', '  ');
      case 'heading':
        return ['', `  ${this.inline(block.text)}`];
      case 'facts':
        return this.facts(block.rows);
      case 'list':
        return block.items.flatMap((item) => this.wrap(this.inline(item), '  - ', '    '));
      case 'table':
        return this.table(block.head, block.figures, block.rows);
      case 'bars':
        return this.bars(block);
      case 'columns':
        return this.columns(block);
      case 'lines':
        return block.rows.flatMap(({ place, text, hash }) => {
          return [`    ${safeText(place)}`, `      ${safeText(text)}`, `      sha256 ${hash}`];
        });
    }
  }

  private wrap(text: string, first: string, next: string): string[] {
    return wrap(text, first, next, Math.min(REPORT_WIDTH, this.room ?? REPORT_WIDTH));
  }

  private inline(text: Inline): string {
    return pieces(text)
      .map((piece) => {
        if (typeof piece === 'string') return safeText(piece);
        return 'quoted' in piece ? safeText(piece.quoted) : `[${this.report.levels[piece.level]}]`;
      })
      .join('');
  }

  private facts(rows: readonly (readonly [string, Inline])[]): string[] {
    const width = Math.max(...rows.map(([label]) => textWidth(label)));
    return rows.flatMap(([label, value]) =>
      this.wrap(this.inline(value), `  ${fitText(label, width)}  `, ' '.repeat(width + 4)),
    );
  }

  private table(
    head: readonly string[],
    figures: readonly number[],
    rows: readonly (readonly Inline[])[],
  ): string[] {
    const cells = [head, ...rows.map((row) => row.map((cell) => this.inline(cell)))];
    const widths = head.map((_, column) =>
      cells.reduce((width, row) => Math.max(width, Math.min(WIDEST_COLUMN, textWidth(row[column] ?? ''))), 0),
    );
    const starts = lineStarts(widths, this.room ?? Number.POSITIVE_INFINITY);
    return cells.flatMap((row) => {
      const padded = row.map((cell, column) => {
        const width = widths[column] ?? 0;
        const gap = ' '.repeat(Math.max(0, width - textWidth(cell)));
        // A long cell is not cut: what it says may be what matters (a hash, an address).
        return figures.includes(column) ? `${gap}${cell}` : `${cell}${gap}`;
      });
      return starts.flatMap((from, at) => {
        const line = `${at === 0 ? '' : MORE_COLUMNS}  ${padded.slice(from, starts[at + 1]).join('  ')}`;
        return fitted(line.trimEnd(), this.room, `${MORE_COLUMNS}    `);
      });
    });
  }

  private bars({ title, rows }: Extract<Block, { kind: 'bars' }>): string[] {
    const most = Math.max(1, ...rows.map(({ value }) => value));
    const labels = rows.map(({ label }) => safeText(label));
    const width = Math.min(WIDEST_COLUMN, Math.max(...labels.map(textWidth)));
    const longest = Math.max(
      8,
      Math.min(BAR_WIDTH, (this.room ?? REPORT_WIDTH) - width - 5 - String(most).length),
    );
    return [
      '',
      `  ${title}`,
      ...rows.map(({ value }, index) => {
        const bar = (this.ascii ? '#' : '█').repeat(Math.max(1, Math.round((value / most) * longest)));
        return `  ${fitText(labels[index] ?? '', width)}  ${bar} ${value}`;
      }),
    ];
  }

  private columns({ title, from, to, columns }: Extract<Block, { kind: 'columns' }>): string[] {
    const most = Math.max(1, ...columns.map(({ value }) => value));
    const heights = this.ascii ? ASCII_HEIGHTS : HEIGHTS;
    const line = columns.map(({ value }) => heights[Math.ceil((value / most) * 8)] ?? ' ').join('');
    return ['', `  ${title}`, `  ${line}  max ${most}`, `  ${from} - ${to}`];
  }
}

/** What stands before the columns of a table for which the terminal has no room in the line above. */
const MORE_COLUMNS = '      ';

/** The columns that begin a line: all in one where there is room. */
function lineStarts(widths: readonly number[], room: number): readonly number[] {
  const starts = [0];
  let used = 0;
  for (const [column, width] of widths.entries()) {
    used += width + 2;
    if (used <= room || column === starts.at(-1)) continue;
    starts.push(column);
    used = MORE_COLUMNS.length + width + 2;
  }
  return starts;
}
