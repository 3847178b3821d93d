import type { Section } from '../alert-sections.ts';
import type { Language } from './words.ts';

const STYLE = [
  'body{font:15px/1.45 system-ui,sans-serif;color:#1b1f24;background:#fff;margin:1.5em;max-width:60em}',
  'h1{font-size:1.15em}h2{font-size:.8em;letter-spacing:.06em;color:#57606a;margin:1.6em 0 .3em}',
  'th{text-align:left;font-weight:600;padding:.1em 1.2em .1em 0;vertical-align:top;white-space:nowrap}',
  'pre{font:13px/1.5 ui-monospace,monospace;background:#f6f8fa;padding:.7em;white-space:pre-wrap;word-break:break-all}',
  'p{margin:.3em 0}',
].join('');

/** The sections as a page of its own: it loads nothing and runs nothing, and all text in it is escaped. */
export function sectionsHtml(heading: string, sections: readonly Section[], language: Language): string {
  // The policy is for mail programs that would run what slipped through.
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<title>${escapeHtml(heading)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escapeHtml(heading)}</h1>`,
    ...sections.map(sectionHtml),
    '</body></html>\n',
  ].join('\n');
}

function sectionHtml(section: Section): string {
  switch (section.kind) {
    case 'facts':
      return `<table>${section.rows
        .map(([name, value]) => `<tr><th>${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`)
        .join('\n')}</table>`;
    case 'prose':
      return `${titleHtml(section.title)}${section.paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}`;
    case 'lines':
      return `${titleHtml(section.title)}<pre>${section.lines
        .map(({ text, inner }) => escapeHtml(inner ? `  ${text}` : text))
        .join('\n')}</pre>`;
  }
}

function titleHtml(title: string): string {
  return title === '' ? '' : `<h2>${escapeHtml(title)}</h2>`;
}

/** `.` and `:` too in what looks like an address of a page: mail programs make links of those by themselves. */
function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"'`=]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/:\/\//g, '&#58;&#8203;//')
    .replace(/\bwww\./gi, (start) => `${start.slice(0, 3)}&#8203;.`);
}
