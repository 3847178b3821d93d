import { techniqueName } from '../../../model/alerts/attack.ts';
import type { Incident } from '../../../model/alerts/incident.ts';
import { knownText } from '../../known-text.ts';
import { subjectOf } from '../../probing-text.ts';
import { triedOf } from '../../scan-report.ts';
import { storyOf } from '../../story.ts';
import { type Block, type Inline, listed, type Piece, quoted, type Section } from '../document.ts';
import { attackerOf, type Figures } from '../figures.ts';
import type { ReportInput } from '../input.ts';
import { digits } from '../lang/en.ts';
import type { Words } from '../lang/words.ts';
import { titleOf } from '../rule-words.ts';

const MOST_INCIDENTS = 50;
const MOST_IN_STORY = 20;

/** Each attacker: who, how far it came, and its story in order of time. */
export function incidentsSection(input: ReportInput, figures: Figures, words: Words): Section {
  const { incidents } = figures;
  const more = incidents.length - MOST_INCIDENTS;
  const loners = [...figures.alertById.values()].filter((alert) => attackerOf(alert) === null);
  return {
    title: words.sections.incidents,
    blocks: [
      ...incidents.slice(0, MOST_INCIDENTS).flatMap((incident) => {
        return incidentBlocks(incident, input, figures, words);
      }),
      ...(more > 0
        ? [
            {
              kind: 'text' as const,
              text: words.sentences.more(more, words.sections.incidents.toLowerCase()),
            },
          ]
        : []),
      ...(loners.length > 0
        ? [
            { kind: 'heading' as const, text: words.sentences.unattributed },
            story(
              loners.map(({ id }) => id),
              figures,
              words,
            ),
          ]
        : []),
    ],
  };
}

function incidentBlocks(incident: Incident, input: ReportInput, figures: Figures, words: Words): Block[] {
  const { attacker, kind, addresses, level, firstSeen, lastSeen, users, sources, alerts } = incident;
  const { labels } = words;
  const tried = triedOf(input.alerts, input.findings)(incident);
  const known = kind === 'address' ? (input.knownOf?.(attacker) ?? null) : null;
  const facts: (readonly [string, Inline])[] = [
    [labels.period, `${words.time(firstSeen)} - ${words.time(lastSeen)}`],
    [labels.standing, words.standings[figures.standing(incident)]],
    ...(known === null ? [] : [[labels.known, quoted(knownText(known))] as const]),
    [labels.seenIn, listed(sources)],
    ...(addresses.length > 1 ? [[labels.addresses, listed(addresses)] as const] : []),
    ...(users.length > 0 ? [[labels.accounts, listed(users)] as const] : []),
    ...(tried.length > 0 ? [[labels.openTo, listed([...new Set(tried.map(subjectOf))])] as const] : []),
    ...(incident.chain.length > 0 ? [[labels.chain, chainText(incident, words)] as const] : []),
  ];
  return [
    { kind: 'heading', text: [{ level }, ' ', quoted(attacker), ` (${words.attackers[kind]})`] },
    { kind: 'facts', rows: facts },
    story(alerts, figures, words),
  ];
}

function chainText({ chain }: Incident, { tactics }: Words): string {
  return chain
    .map(({ technique, tactic }) => {
      const name = techniqueName(technique);
      const of = tactic === null ? '' : ` (${tactics[tactic]})`;
      return `${technique}${name === null ? '' : ` ${name}`}${of}`;
    })
    .join(' > ');
}

function story(ids: readonly string[], { alertById }: Figures, words: Words): Block {
  const known = ids.map((id) => alertById.get(id)).filter((alert) => alert !== undefined);
  const { steps, left } = storyOf(known, MOST_IN_STORY);
  const items = steps.map((step): Inline => {
    const { alert, alerts, firstSeen, lastSeen, users, events } = step;
    const until = lastSeen === firstSeen ? '' : ` - ${words.time(lastSeen)}`;
    const times = alerts === 1 ? '' : `${words.count('alert', alerts)}, `;
    const accounts: readonly Piece[] =
      users.length === 0
        ? []
        : [
            `${words.colon.replace(':', ';')}${words.count('account', users.length)}${words.colon}`,
            ...listed(users, 5),
          ];
    return [
      `${words.time(firstSeen)}${until} `,
      { level: alert.rule.level },
      ` ${titleOf(alert, words)}, ${times}${words.count('event', events)}`,
      ...accounts,
    ];
  });
  return { kind: 'list', items: left > 0 ? [...items, `+${digits(left)}`] : items };
}
