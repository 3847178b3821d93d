import type { Alert } from '../../model/alerts/alert.ts';
import { attackerIn } from '../../model/alerts/attacker.ts';
import { levelRank } from '../../model/level.ts';
import type { Notice } from '../../model/notice.ts';
import { plural } from '../../model/plural.ts';
import { toRfc3339 } from '../../model/time.ts';
import { safeText } from '../../platform/safe-text.ts';
import { type AlertContext, alertSections, alertSubject, type Section, who } from '../alert-sections.ts';
import { sectionsText } from '../alert-text.ts';
import { titleIn } from '../alert-words.ts';
import { sectionsHtml } from './html.ts';
import { type Language, type Words, wordsIn } from './words.ts';

/** What a person reads, wherever it is sent. Clean: no character of it does anything. */
export type Message = {
  readonly notice: Notice;
  readonly subject: string;
  readonly text: string;
  /** A whole page without scripts, pictures or links. */
  readonly html: string;
  /** The alerts themselves, for receivers that are programs. */
  readonly alerts: readonly Alert[];
  /** Who or what it is about: messages of one thread have the same. */
  readonly thread: string;
  readonly host: string;
  /** Of the alerts: so many were to be sent by themselves, and were too many. */
  readonly heldBack: number;
};

type DigestContent = Pick<Message, 'alerts' | 'heldBack'> & {
  /** Alerts of which only the number is known. */
  readonly unnamed: number;
};

export type MessageOptions = { readonly host: string; readonly language: Language };

/** How many alerts of a digest are named; the rest is counted. */
const MOST_NAMED = 200;

/** Of a single alert. */
export function alertMessage(
  notice: Notice,
  context: AlertContext,
  { host, language }: MessageOptions,
): Message {
  const words = wordsIn(language);
  const { alert } = context;
  const sections = alertSections(context, words);
  const subject = alertSubject(alert, words, host);
  return {
    ...{ notice, subject, host, alerts: [alert], heldBack: 0 },
    text: `${subject}\n\n${sectionsText(sections)}`,
    html: sectionsHtml(subject, sections, language),
    thread: attackerIn(alert.group) ?? alert.rule.name,
  };
}

/** Of many. */
export function digestMessage(
  notice: Notice,
  content: DigestContent,
  { host, language }: MessageOptions,
): Message {
  const words = wordsIn(language);
  const { alerts, unnamed, heldBack } = content;
  const sorted = [...alerts].sort(
    (a, b) => levelRank(b.rule.level) - levelRank(a.rule.level) || a.firstSeen - b.firstSeen,
  );
  const total = alerts.length + unnamed;
  const subject = safeText(
    `[soc-console] ${words.digest.toUpperCase()} ${host}: ${plural(total, words.alert, words.alerts)}`,
  );
  const sections = digestSections({ alerts: sorted, unnamed, heldBack }, words);
  return {
    ...{ notice, subject, host, alerts: sorted, heldBack },
    text: `${subject}\n\n${sectionsText(sections)}`,
    html: sectionsHtml(subject, sections, language),
    thread: 'digest',
  };
}

function digestSections({ alerts: sorted, unnamed, heldBack }: DigestContent, words: Words): Section[] {
  const { language } = words;
  const byLevel = new Map<string, number>();
  for (const { rule } of sorted)
    byLevel.set(words.levels[rule.level], (byLevel.get(words.levels[rule.level]) ?? 0) + 1);
  const lines = sorted.slice(0, MOST_NAMED).flatMap((alert) => [
    {
      text: `${words.levels[alert.rule.level].padEnd(8)}  ${safeText(titleIn(alert.rule, language))}: ${who(alert.group, words)}`,
      inner: false,
    },
    { text: lineOf(alert, words), inner: true },
  ]);
  const more = unnamed + Math.max(0, sorted.length - MOST_NAMED);
  const notes = [
    ...(heldBack > 0 ? [`${heldBack} ${words.heldBack}.`] : []),
    ...(more > 0 ? [`${more} ${words.unnamed}.`] : []),
    `${words.showMore}.`,
  ];
  return [
    { kind: 'facts', rows: [...byLevel].map(([level, number]) => [level, String(number)] as const) },
    { kind: 'lines', title: words.alerts.toUpperCase(), lines },
    { kind: 'lines', title: '', lines: notes.map((text) => ({ text, inner: false })) },
  ];
}

function lineOf({ id, firstSeen, eventCount }: Alert, words: Words): string {
  return `${toRfc3339(firstSeen)}  ${plural(eventCount, words.event, words.events)}  ${id}`;
}
