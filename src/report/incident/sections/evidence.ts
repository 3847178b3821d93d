import { createHash } from 'node:crypto';
import { type Block, type Inline, quoted, type Section } from '../document.ts';
import { attackerOf } from '../figures.ts';
import type { ReportInput } from '../input.ts';
import { digits } from '../lang/en.ts';
import type { Words } from '../lang/words.ts';
import { titleOf } from '../rule-words.ts';

const MOST_ALERTS = 60;
/** The first and the last: what an attack ends with (a login that was accepted) matters most. */
const FIRST_LINES = 3;
const LAST_LINES = 2;
const LONGEST_LINE = 500;

/** The files that were read, and of each alert the lines that show it. */
export function evidenceSection({ sources, alerts }: ReportInput, words: Words): Section {
  const { labels, sentences } = words;
  const rows = sources.map(({ id, format, bytes, records, sha256 }): readonly Inline[] => [
    quoted(id),
    format ?? '-',
    digits(bytes),
    // How many lines a source that was watched had is not kept.
    format === null && records === 0 ? '-' : digits(records),
    sha256 === null ? sentences.noHash : quoted(sha256),
  ]);
  const head = [labels.source, labels.format, labels.bytes, labels.records, labels.sha256];
  const more = alerts.length - MOST_ALERTS;
  return {
    title: words.sections.evidence,
    blocks: [
      ...(rows.length > 0 ? [{ kind: 'table', head, figures: [2, 3], rows } satisfies Block] : []),
      { kind: 'text', text: sentences.hashNote },
      ...alerts.slice(0, MOST_ALERTS).flatMap((alert): Block[] => {
        const { evidence } = alert;
        const lines = [
          ...evidence.slice(0, FIRST_LINES),
          ...evidence.slice(Math.max(FIRST_LINES, evidence.length - LAST_LINES)),
        ];
        if (lines.length === 0) return [];
        const attacker = attackerOf(alert);
        // Of an alert about all sources together the title says so.
        const who = attacker === null ? [] : [words.colon, quoted(attacker)];
        return [
          {
            kind: 'heading',
            text: [{ level: alert.rule.level }, ` ${titleOf(alert, words)}`, ...who],
          },
          {
            kind: 'lines',
            rows: lines.map(({ source, line, raw }) => ({
              ...{ place: `${source}:${line}`, text: cut(raw), hash: sha256(raw) },
            })),
          },
        ];
      }),
      ...(more > 0
        ? [{ kind: 'text' as const, text: sentences.more(more, words.labels.alerts.toLowerCase()) }]
        : []),
    ],
  };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function cut(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}… (${text.length})` : text;
}
