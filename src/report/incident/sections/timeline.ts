import type { EpochMs } from '../../../model/time.ts';
import { type Inline, quoted, type Section } from '../document.ts';
import { attackerOf } from '../figures.ts';
import type { ReportInput } from '../input.ts';
import { digits } from '../lang/en.ts';
import type { Words } from '../lang/words.ts';
import { titleOf } from '../rule-words.ts';

const MOST_ROWS = 200;

/** What attackers did and what was done to them, on one line of time. */
export function timelineSection({ alerts, actions }: ReportInput, words: Words): Section {
  const { labels, sentences } = words;
  const entries: { readonly time: EpochMs; readonly cells: readonly Inline[] }[] = [
    ...alerts.map((alert) => {
      const { firstSeen, rule, eventCount } = alert;
      const attacker = attackerOf(alert);
      const who = attacker === null ? sentences.allSources : quoted(attacker);
      return {
        time: firstSeen,
        cells: [{ level: rule.level }, titleOf(alert, words), who, digits(eventCount)],
      };
    }),
    ...actions.map(({ time, kind, subject, actor }) => {
      const what: Inline = [`${labels.action}: ${actionName(kind, words)} (`, quoted(actor), ')'];
      return { time, cells: ['', what, quoted(subject), ''] };
    }),
  ].sort((a, b) => a.time - b.time);
  const rows = entries.slice(0, MOST_ROWS).map(({ time, cells }) => [words.time(time), ...cells]);
  const more = entries.length - rows.length;
  const head = [labels.time, labels.level, labels.what, labels.who, labels.events];
  return {
    title: words.sections.timeline,
    blocks:
      rows.length === 0
        ? []
        : [
            { kind: 'table', head, figures: [4], rows },
            ...(more > 0
              ? [{ kind: 'text' as const, text: sentences.more(more, words.sections.timeline) }]
              : []),
          ],
  };
}

export function actionName(kind: string, { actions }: Words): string {
  return (Object.hasOwn(actions, kind) ? actions[kind] : undefined) ?? kind;
}
