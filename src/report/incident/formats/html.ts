import { type Block, type Inline, pieces, type ReportDocument } from '../document.ts';
import { Markup, markup } from './html-markup.ts';
import { REPORT_STYLE } from './html-style.ts';

const COLUMNS_HEIGHT = 90;

/**
 * One file that stands alone: no script, nothing fetched, and a policy that would forbid both if something had slipped
 * through the escaping.
 */
export function reportHtml(report: ReportDocument): string {
  const writer = new HtmlWriter(report);
  const sections = report.sections.map(
    ({ title, blocks }) => markup`<section>
<h2>${title}</h2>
${blocks.map((block) => writer.block(block))}
</section>`,
  );
  const level = report.worst === null ? '' : writer.level(report.worst);
  return markup`${new Markup('<!doctype html>')}
<html lang="${report.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${report.title}</title>
<style>${new Markup(REPORT_STYLE)}
</style>
</head>
<body>
<header>
<h1>${report.title} ${level}</h1>
<p class="made">${report.made}</p>
</header>
<main>
${sections}
</main>
</body>
</html>
`.html;
}

class HtmlWriter {
  constructor(private readonly report: ReportDocument) {}

  level(level: NonNullable<ReportDocument['worst']>): Markup {
    return markup`<span class="level ${level}">${this.report.levels[level]}</span>`;
  }

  block(block: Block): Markup {
    switch (block.kind) {
      case 'text':
        return markup`<p>${this.inline(block.text)}</p>`;
      case 'heading':
        return markup`<h3>${this.inline(block.text)}</h3>`;
      case 'facts':
        return markup`<dl>
${block.rows.map(([label, value]) => markup`<dt>${label}</dt><dd>${this.inline(value)}</dd>`)}
</dl>`;
      case 'list':
        return markup`<ul>
${block.items.map((item) => markup`<li>${this.inline(item)}</li>`)}
</ul>`;
      case 'table':
        return this.table(block);
      case 'bars':
        return bars(block);
      case 'columns':
        return columns(block);
      case 'lines':
        return markup`${block.rows.map(
          ({ place, text, hash }) => markup`<div class="evidence">
<code>${place}</code>
<pre>${text}</pre>
<code class="hash">sha256 ${hash}</code>
</div>`,
        )}`;
    }
  }

  private inline(text: Inline): Markup {
    const all = pieces(text).map((piece) => {
      if (typeof piece === 'string') return markup`${piece}`;
      return 'quoted' in piece ? markup`<code>${piece.quoted}</code>` : this.level(piece.level);
    });
    return new Markup(all.map(({ html }) => html).join(''));
  }

  private table({ head, figures, rows }: Extract<Block, { kind: 'table' }>): Markup {
    const kind = (column: number): Markup => new Markup(figures.includes(column) ? ' class="figure"' : '');
    return markup`<div class="scroll"><table>
<thead><tr>${head.map((name, column) => markup`<th scope="col"${kind(column)}>${name}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) =>
    markup`<tr>${row.map((cell, column) => markup`<td${short(cell) ?? kind(column)}>${this.inline(cell)}</td>`)}</tr>`,
)}
</tbody>
</table></div>`;
  }
}

/** A time is kept on one line. */
function short(cell: Inline): Markup | null {
  const isShort = typeof cell === 'string' && /^\d[\d/:. -]{9,}(?: UTC)?$/.test(cell);
  return isShort ? new Markup(' class="time"') : null;
}

function bars({ title, rows }: Extract<Block, { kind: 'bars' }>): Markup {
  const most = Math.max(1, ...rows.map(({ value }) => value));
  return markup`<figure>
<figcaption>${title}</figcaption>
<table>
${rows.map(
  ({ label, value, level }) =>
    markup`<tr><td><code>${label}</code></td><td class="figure">${value}</td><td class="bar ${level}">${bar(value / most)}</td></tr>`,
)}
</table>
</figure>`;
}

function bar(share: number): Markup {
  const width = Math.max(0.5, Math.round(share * 1000) / 10);
  return markup`<svg height="12" aria-hidden="true"><rect width="${width}%" height="12" rx="2"/></svg>`;
}

function columns({ title, from, to, columns: all }: Extract<Block, { kind: 'columns' }>): Markup {
  const most = Math.max(1, ...all.map(({ value }) => value));
  const step = 100 / all.length;
  const rects = all.flatMap(({ value, level }, index) => {
    if (value === 0) return [];
    const height = Math.max(2, Math.round((value / most) * COLUMNS_HEIGHT));
    const x = Math.round(index * step * 100) / 100;
    const width = Math.round(step * 86) / 100;
    return markup`<rect class="${level}" x="${x}%" y="${COLUMNS_HEIGHT - height}" width="${width}%" height="${height}"/>`;
  });
  return markup`<figure>
<figcaption>${title}</figcaption>
<svg height="${COLUMNS_HEIGHT}" role="img" aria-label="${title}">
${rects}
</svg>
<div class="axis">${from} - ${to}, max ${most}</div>
</figure>`;
}
