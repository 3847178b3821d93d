import { type Block, type Inline, listed, type Section } from '../document.ts';
import type { Figures } from '../figures.ts';
import type { ReportInput } from '../input.ts';
import { digits } from '../lang/en.ts';
import type { Words } from '../lang/words.ts';

/** How much of each kind of attack: alerts, and the events beneath them. */
export function countsSection({ logins, web }: ReportInput, { kinds }: Figures, words: Words): Section {
  const { labels, sentences } = words;
  const facts: (readonly [string, Inline])[] = [];
  if (logins !== null && logins.sources.length > 0)
    facts.push([labels.failedLogins, loginText(logins, words)]);
  if (web !== null && web.requests > 0) facts.push([labels.requests, digits(web.requests)]);
  const rows = kinds.map(({ kind, worst, alerts, events, attackers, first, last }): readonly Inline[] => [
    words.kinds[kind],
    { level: worst },
    ...[
      digits(alerts),
      digits(events),
      attackers === 0 ? '-' : digits(attackers),
      words.time(first),
      words.time(last),
    ],
  ]);
  const head = [
    labels.kind,
    labels.level,
    labels.alerts,
    labels.events,
    labels.attackers,
    labels.first,
    labels.last,
  ];
  const blocks: Block[] = [
    ...(facts.length > 0 ? [{ kind: 'facts' as const, rows: facts }] : []),
    ...(rows.length > 0
      ? ([
          { kind: 'table', head, figures: [2, 3, 4], rows },
          { kind: 'text', text: sentences.counting },
        ] satisfies Block[])
      : []),
  ];
  return { title: words.sections.counts, blocks };
}

function loginText(
  { failed, succeeded, sources, sourcesTotal }: NonNullable<ReportInput['logins']>,
  { lang, count, colon }: Words,
): Inline {
  const bySource = sources
    .filter((source) => source.failed > 0)
    .map(({ ip, host, failed: own }) => `${ip ?? host ?? '?'} ${digits(own)}`);
  const said =
    lang === 'fr'
      ? `${digits(failed)} refusées, ${digits(succeeded)} acceptées, ${count('source', sourcesTotal)}`
      : `${digits(failed)} failed, ${digits(succeeded)} accepted, ${count('source', sourcesTotal)}`;
  return bySource.length === 0 ? said : [`${said}${colon}`, ...listed(bySource, 5)];
}
