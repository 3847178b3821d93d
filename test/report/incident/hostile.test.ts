/** What attackers write is inert in every format, wherever a report shows it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { REPORT_FORMATS } from '../../../src/report/incident/formats/names.ts';
import { renderReport } from '../../../src/report/incident/formats/render.ts';
import type { ReportInput } from '../../../src/report/incident/input.ts';
import { alertOf } from '../../core/record/alert-of.ts';
import { EXAMPLE_BANS, exampleActions } from './example-response.ts';
import { inputOf } from './input-of.ts';

const HOSTILE = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  '</code></pre></style><svg/onload=alert(1)>',
  '<!-- --><iframe srcdoc="<b>">',
  '&lt;script&gt; &#x3c;b&#x3e;',
  '```\n<b>out</b>\n```',
  '`` ` ``` <i>x</i> ````',
  '[click](javascript:alert(1)) ![i](http://evil.example/x.png)',
  '| a | b |\n|---|---|\n# head\n- item\n> quote',
  'http://evil.example/ www.evil.example <http://evil.example> user@evil.example',
  '=HYPERLINK("http://evil.example")',
  '+cmd|/c calc!A0',
  '\u001b[2J\u001b]52;c;aGk=\u0007\u009b31m\u0000\u0008\r',
  '\u202egnp.exe\u2066\u200b\ufeff\u{e0041}',
  `' OR value = '1\\`,
  '\ud800 lone',
  '</title><meta http-equiv=refresh content=0>',
  '#{7*7} {{7*7}} %0d%0aSet-Cookie: a',
] as const;

function inputWith(text: string): ReportInput {
  const rule = { ...alertOf({}).rule, title: text, name: text, level: 'critical' as const };
  const tags = ['attack.t1078', 'attack.initial-access', `attack.${text}`];
  const evidence = [{ source: text, line: 1, time: 1000, raw: `x ${text}` }];
  const common = { evidence, users: [text, 'root'], sources: [text], recommendation: text };
  const alerts = [
    alertOf({ id: 'a1', ...common, rule: { ...rule, tags }, group: { src_ip: '203.0.113.7' } }),
    alertOf({ id: 'a2', ...common, rule, group: { src_host: text } }),
    alertOf({ id: 'a3', ...common, rule, group: { user: text } }),
    alertOf({ id: 'a4', ...common, rule, group: {} }),
  ];
  const [ban] = EXAMPLE_BANS;
  const [action] = exampleActions();
  assert.ok(ban && action);
  const read = { records: 1, events: 1, unparsed: {}, first: 1, last: 2, counts: {}, errors: [], notes: [] };
  return inputOf(alerts, {
    basis: 'evidence',
    sources: [{ id: text, kind: 'file', format: 'syslog', bytes: 1, ...read, sha256: 'a'.repeat(64) }],
    logins: {
      ...{ failed: 1, succeeded: 0, sourcesTotal: 1 },
      sources: [
        {
          ...{ ip: null, host: text, failed: 1, succeeded: 0, users: [text], usersTotal: 1 },
          ...{ first: 1, last: 2, peak10s: 1 },
        },
      ],
    },
    findings: [
      {
        ...{ source: text, line: 1, port: 23, service: text, status: text, kind: 'forbidden', setting: null },
        ...{ severity: 'high', reason: text, risk: text, recommendation: text },
        ...{ policy: 'default.yml:1', accepted: null },
      },
    ],
    decisions: [{ ...ban, detail: text, responder: text, reason: text, commands: [[text]] }],
    actions: [
      {
        ...action,
        actor: text,
        kind: text,
        subject: text,
        detail: { failure: text, reason: text, ran: [{ argv: [text] }] },
      },
    ],
  });
}

/** Characters that change what stands around them, or cannot be seen. */
const OBEYED =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
/** Every tag that a report writes, attributes and all. */
const OWN_TAG =
  /^<(?:!doctype html|\/?(?:html|head|body|header|main|section|title|style|h[1-3]|p|dl|dt|dd|ul|li|div|table|thead|tbody|tr|th|td|code|pre|span|figure|figcaption|svg|rect|meta)(?: (?:lang|charset|class|scope|name|content|http-equiv|height|width|x|y|rx|role|aria-label|aria-hidden)="[\w %.,;:'()=-]*")*\/?)>$/;

describe('in every format and language', () => {
  for (const text of HOSTILE) {
    test(JSON.stringify(text), () => {
      const input = inputWith(text);
      for (const lang of ['en', 'fr'] as const) {
        for (const format of REPORT_FORMATS) {
          const report = renderReport(input, { format, lang, ascii: false });
          assert.doesNotMatch(report, OBEYED, format);
          assert.doesNotMatch(report, /\p{Surrogate}/u, format);
        }
      }
    });
  }
});

test('HTML has no tag and no attribute but its own, whatever the evidence holds', () => {
  for (const text of HOSTILE) {
    const html = renderReport(inputWith(text), { format: 'html', lang: 'en', ascii: false });
    for (const tag of html.match(/<[^>]*>?/g) ?? []) assert.match(tag, OWN_TAG, `${tag} of ${text}`);
    assert.doesNotMatch(html, /<script|\shref=|\ssrc=|url\(|@import/i);
  }
});

/** What is left of Markdown when its code is taken out, as CommonMark takes it. */
function outsideOfCode(markdown: string): string {
  const lines: string[] = [];
  let fence: string | null = null;
  for (const line of markdown.split('\n')) {
    const opened = /^(`{3,})/.exec(line)?.[1];
    if (fence === null && opened !== undefined) fence = opened;
    else if (fence !== null && line === fence) fence = null;
    else if (fence === null) lines.push(line);
  }
  assert.equal(fence, null, 'a fence is left open');
  return lines.join('\n').replace(/(?<![\\`])(`+)(?!`)(?:(?!\1(?!`)).|[^`])*?(?<!`)\1(?!`)/g, '');
}

test('Markdown has no markup but its own outside of code', () => {
  for (const text of HOSTILE) {
    const rest = outsideOfCode(renderReport(inputWith(text), { format: 'md', lang: 'en', ascii: false }));
    assert.doesNotMatch(rest, /(?<!\\)</, text);
    assert.doesNotMatch(rest, /(?<!\\)\]\(|(?<!\\)!\[/, text);
    assert.doesNotMatch(rest, /https?:\/\/|www\.|[^\\]@/, text);
    for (const line of rest.split('\n')) {
      if (!line.startsWith('#')) continue;
      assert.match(line, /^#{1,3} /);
    }
  }
});

test('a cell of a Markdown table ends where it should', () => {
  const markdown = renderReport(inputWith('a | b `|` c'), { format: 'md', lang: 'en', ascii: false });
  const tables = markdown.split('\n').filter((line) => line.startsWith('|'));
  assert.ok(tables.length > 5);
  const cells = (line: string): number => line.split(/(?<!\\)\|/).length;
  const heads = markdown.split('\n').flatMap((line, at) => (/^\| (---|--:)/.test(line) ? [at] : []));
  const lines = markdown.split('\n');
  for (const at of heads) {
    for (let row = at; lines[row]?.startsWith('|'); row++)
      assert.equal(cells(lines[row] ?? ''), cells(lines[at] ?? ''), lines[row]);
  }
});

test('JSON gives back exactly what was written', () => {
  for (const text of HOSTILE) {
    const report = JSON.parse(renderReport(inputWith(text), { format: 'json', lang: 'en', ascii: false }));
    assert.equal(report.alerts[0].evidence[0].raw, `x ${text}`);
  }
});

test('a pattern of STIX ends where its quotes do', () => {
  const host = alertOf({ group: { src_host: `evil.example' OR ipv4-addr:value = '1` } });
  assert.doesNotMatch(
    renderReport(inputOf([host]), { format: 'stix', lang: 'en', ascii: false }),
    /"pattern"/,
  );
});
