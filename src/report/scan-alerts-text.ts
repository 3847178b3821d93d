import { incidents } from '../engine/incident/incidents.ts';
import type { Alert } from '../model/alerts/alert.ts';
import type { Incident } from '../model/alerts/incident.ts';
import { type Level, levelRank } from '../model/level.ts';
import { groupBy } from '../model/lists/group-by.ts';
import { safeText } from '../platform/safe-text.ts';
import { fitText, textWidth } from '../platform/text-width.ts';
import { type Language, wordsOfAlerts } from './alert-words.ts';
import { plainSpan, plainTime } from './plain-time.ts';
import { andMore, counted, type PlainWords, plainWords } from './plain-words.ts';
import { subjectOf } from './probing-text.ts';
import { type ScanResult, triedOf } from './scan-report.ts';
import { type Step, stepOf, storyOf } from './story.ts';
import { LEVEL_SYMBOLS } from './terms.ts';
import { wrap } from './wrap.ts';

/** Below what an alert is. */
const INDENT = '       ';
/** A person reads so many rows of one kind; each that is high or critical may need its own answer. */
const MOST_ROWS = 20;
const MOST_GRAVE_ROWS = 100;
/** A full IPv6 address: a longer name is cut. */
const WIDEST_VALUE = 39;
const MOST_ATTACKERS = 20;
const MOST_ACCOUNTS = 8;
const MOST_ACCOUNTS_IN_ROW = 4;

/** What a rule found is told once, with all whom it was found of: an attacked server has thousands of brute forces. */
export function alertLines(alerts: readonly Alert[], language: Language, width?: number): string[] {
  const words = plainWords(language);
  const kinds = groupBy(alerts, (alert) => {
    const { title, recommendation } = wordsOfAlerts(alert, language);
    return `${alert.rule.level}\0${title}\0${recommendation}`;
  });
  return [...kinds.values()].flatMap((same) => kindLines(same, language, words, width));
}

function kindLines(
  same: readonly Alert[],
  language: Language,
  words: PlainWords,
  width: number | undefined,
): string[] {
  const sources = [...groupBy(same, ({ group }) => JSON.stringify(group)).values()].map(stepOf);
  const [first] = sources;
  if (first === undefined) return [];
  const { level } = first.alert.rule;
  const { title, recommendation } = wordsOfAlerts(first.alert, language);
  const head = `  ${LEVEL_SYMBOLS[level]} ${words.levels[level].toUpperCase().padEnd(8)} ${safeText(title)}`;
  // A rule may be anybody's.
  const advice = wrap(safeText(recommendation), INDENT, INDENT, width);
  if (sources.length > 1)
    return [
      `${head}${words.colon}${counted(same.length, 'alert', words)}`,
      ...rows(sources, level, words),
      ...advice,
    ];
  // A rule that counts all sources together says so in its title.
  const who = whoOf(first.alert);
  const when = plainSpan(first.firstSeen, first.lastSeen, words.to);
  return [
    `${head}${who && words.colon + who}`,
    `${INDENT}${when}, ${counted(first.events, 'event', words)}${again(first, words)}${accounts(first, MOST_ACCOUNTS, words)}`,
    ...advice,
  ];
}

/** A row for each source, however often it came back. */
function rows(sources: readonly Step[], level: Level, words: PlainWords): string[] {
  const most = levelRank(level) >= levelRank('high') ? MOST_GRAVE_ROWS : MOST_ROWS;
  const busiest = [...sources].sort((a, b) => b.events - a.events);
  const shown = busiest.slice(0, most);
  const names = shown.map(({ alert }) => whoOf(alert));
  const counts = shown.map(({ events }) => counted(events, 'event', words));
  const [whoWidth = 0, countWidth = 0] = [names, counts].map((texts) => Math.max(...texts.map(textWidth)));
  const lines = shown.map((step, index) => {
    const who = fitText(names[index] ?? '', whoWidth);
    const count = (counts[index] ?? '').padStart(countWidth);
    const when = plainSpan(step.firstSeen, step.lastSeen, words.to);
    return `${INDENT}${who}  ${count}, ${when}${again(step, words)}${accounts(step, MOST_ACCOUNTS_IN_ROW, words)}`;
  });
  const left = busiest.slice(most).reduce((sum, { alerts }) => sum + alerts, 0);
  return [...lines, ...andMore(left, 0, 'moreAlert', words).map((line) => INDENT + line)];
}

function again({ alerts }: Step, words: PlainWords): string {
  return alerts === 1 ? '' : `${words.semicolon}${counted(alerts, 'alert', words)}`;
}

/** All alerts of an attacker who has several, or to whom something was open. */
export function attackerLines(result: ScanResult, alerts: readonly Alert[], language: Language): string[] {
  const words = plainWords(language);
  const tried = triedOf(alerts, result.findings);
  const told = incidents(alerts)
    .map((incident) => ({ incident, tried: tried(incident) }))
    .filter(({ incident, tried }) => incident.alerts.length > 1 || tried.length > 0);
  if (told.length === 0) return [];
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  const shown = told.slice(0, MOST_ATTACKERS);
  const lines = shown.flatMap(({ incident, tried }) => {
    const { attacker, level, chain } = incident;
    const techniques = chain.map(({ technique }) => technique).join(', ');
    const own = incident.alerts.map((id) => byId.get(id)).filter((alert) => alert !== undefined);
    const { steps, left } = storyOf(own, MOST_ROWS);
    const open = tried.map((one) => `${safeText(subjectOf(one))} (${words.kinds[one.kind]})`).join(', ');
    return [
      `  ${safeText(attacker)}${words.colon}${words.levels[level]}${techniques && `${words.semicolon}ATT&CK ${techniques}`}`,
      ...steps.map((step) => INDENT + stepText(step, incident, language, words)),
      ...andMore(left, 0, 'moreAlert', words).map((line) => INDENT + line),
      ...(open === '' ? [] : [`${INDENT}${words.openTo}${words.colon}${open}`]),
    ];
  });
  return [...lines, ...andMore(told.length, shown.length, 'moreAttacker', words).map((line) => `  ${line}`)];
}

function stepText(step: Step, incident: Incident, language: Language, words: PlainWords): string {
  const { alert, alerts, firstSeen, lastSeen, events } = step;
  const isOfMany = incident.kind === 'network' && alerts === 1 && alert.group.src_ip !== undefined;
  const from = isOfMany ? `${alert.group.src_ip}${words.colon}` : '';
  const when = alerts === 1 ? plainTime(firstSeen) : plainSpan(firstSeen, lastSeen, words.to);
  const figures = [
    words.levels[alert.rule.level],
    ...(alerts === 1 ? [] : [counted(alerts, 'alert', words)]),
    counted(events, 'event', words),
  ];
  const { title } = wordsOfAlerts(alert, language);
  return safeText(
    `${when} ${from}${title} (${figures.join(', ')}${accounts(step, MOST_ACCOUNTS_IN_ROW, words)})`,
  );
}

function whoOf({ group }: Alert): string {
  return Object.values(group)
    .map((value) => fitText(value, WIDEST_VALUE).trimEnd())
    .join(' ');
}

function accounts({ users }: Pick<Alert, 'users'>, most: number, words: PlainWords): string {
  if (users.length === 0) return '';
  const names = users.slice(0, most).map(safeText).join(', ');
  return `${words.semicolon}${words.accounts}${words.colon}${names}${users.length > most ? ', …' : ''}`;
}
