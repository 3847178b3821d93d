import { safeText } from '../../../platform/safe-text.ts';
import { type Block, type Inline, pieces, type ReportDocument } from '../document.ts';

const BAR_WIDTH = 30;

/** GitHub's Markdown. What others wrote stands in code, where no markup, link or HTML works. */
export function reportMarkdown(report: ReportDocument): string {
  const sections = report.sections.map(({ title, blocks }) => {
    return [`## ${escaped(title)}`, ...blocks.map((block) => blockText(block, report))].join('\n\n');
  });
  return `${[`# ${escaped(report.title)}`, escaped(report.made), ...sections].join('\n\n')}\n`;
}

function blockText(block: Block, report: ReportDocument): string {
  const inline = (text: Inline): string => inlineText(text, report);
  switch (block.kind) {
    case 'text':
      return inline(block.text);
    case 'heading':
      return `### ${inline(block.text)}`;
    case 'facts':
      return block.rows.map(([label, value]) => `- **${escaped(label)}**: ${inline(value)}`).join('\n');
    case 'list':
      return block.items.map((item) => `- ${inline(item)}`).join('\n');
    case 'table':
      return tableText(
        block.head.map(escaped),
        block.figures,
        block.rows.map((row) => row.map(inline)),
      );
    case 'bars': {
      const most = Math.max(1, ...block.rows.map(({ value }) => value));
      const rows = block.rows.map(({ label, value }) => [
        code(label),
        String(value),
        '█'.repeat(Math.max(1, Math.round((value / most) * BAR_WIDTH))),
      ]);
      return `**${escaped(block.title)}**\n\n${tableText(['', '', ''], [1], rows)}`;
    }
    case 'columns': {
      const most = Math.max(1, ...block.columns.map(({ value }) => value));
      const line = block.columns
        .map(({ value }) => ' ▁▂▃▄▅▆▇█'[Math.ceil((value / most) * 8)] ?? ' ')
        .join('');
      return `**${escaped(block.title)}**\n\n${fenced([`${line}  max ${most}`, `${block.from} - ${block.to}`])}`;
    }
    case 'lines':
      return fenced(block.rows.flatMap(({ place, text, hash }) => [`${place}  sha256 ${hash}`, `  ${text}`]));
  }
}

function inlineText(text: Inline, { levels }: ReportDocument): string {
  return pieces(text)
    .map((piece) => {
      if (typeof piece === 'string') return escaped(piece);
      return 'quoted' in piece ? code(piece.quoted) : `**[${escaped(levels[piece.level])}]**`;
    })
    .join('');
}

function tableText(
  head: readonly string[],
  figures: readonly number[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (figures.includes(column) ? '--:' : '---'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** Characters that mean something in Markdown or HTML: a rule's title may be somebody's own. */
function escaped(text: string): string {
  return safeText(text)
    .replace(/[\\`*_[\]<>|~&@]/g, '\\$&')
    .replace(/^(\s*)([-+=#])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\b(www)\./gi, '$1\\.');
}

/** A code span: its fence is longer than any run of backticks within; a bar would end the cell of a table. */
function code(text: string): string {
  const safe = safeText(text).replaceAll('|', '\\x7c');
  if (safe === '') return '` `';
  const longest = Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 || safe.startsWith(' ') ? `${fence} ${safe} ${fence}` : `${fence}${safe}${fence}`;
}

function fenced(lines: readonly string[]): string {
  const text = lines.map(safeText);
  const longest = Math.max(2, ...text.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...text, fence].join('\n');
}
