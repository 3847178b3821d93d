import type { ExplainedEvent, Explanation } from '../../engine/explain/explain-lines.ts';
import type { Standing } from '../../engine/explain/standing.ts';
import type { DetectionTrace, PartTrace, SearchTrace } from '../../engine/explain/trace.ts';
import type { Logsource } from '../../model/log-event.ts';
import { formatDuration, toRfc3339 } from '../../model/time.ts';
import { safeLines, safeText } from '../../platform/safe-text.ts';
import { titleIn } from '../alert-words.ts';
import type { Language } from '../notice/words.ts';
import { type Phrases, phrasesIn } from './phrases.ts';
import { type Called, inPlainWords, leastOf, reasonText, shown, testText, wantText } from './words.ts';

/** Of rules that do not match, so many of the nearest are told in full: those of which at least half is true. */
const MOST_NEAREST = 3;
const NEAR = 0.5;
/** Of the user's own rules the nearest are told, however far: it is them that the question is about. Of a whole collection it is not. */
const MOST_OWN = 5;
const FEW_OWN = 10;
const MOST_FIELDS = 40;

/** A line explained, for a person. */
export function explanationText(
  explanation: Explanation,
  language: Language,
  titles: ReadonlyMap<string, string>,
): string {
  const phrases = phrasesIn(language);
  const called = inPlainWords(titles, phrases);
  const words = phrases.line;
  const { line, format, told, before, events } = explanation;
  const how = told ? words.told : words.recognised;
  const lines = [
    words.title,
    `  ${shown(line, phrases)}`,
    ...(before > 0 ? [`  ${words.before(before)}`] : []),
    '',
    `${words.format}  ${format === null ? words.noFormat : `${format} (${how})`}`,
    ...events.flatMap((event) => ['', ...eventLines(event, language, called)]),
    '',
    words.decision,
    ...decision(explanation, language).map((text) => `  ${text}`),
  ];
  return safeLines(`${lines.join('\n')}\n`);
}

function eventLines(explained: ExplainedEvent, language: Language, called: Called): string[] {
  const phrases = phrasesIn(language);
  const words = phrases.line;
  const { event, detections, elsewhere, standings } = explained;
  const matched = detections.filter(({ holds }) => holds);
  const missed = detections.filter(({ holds }) => !holds);
  const isFew = detections.filter(({ isOwn }) => isOwn).length + elsewhere.length <= FEW_OWN;
  const own = isFew ? missed.filter(({ isOwn }) => isOwn).slice(0, MOST_OWN) : [];
  const near = missed
    .filter((trace) => trace.nearness >= NEAR && !own.includes(trace))
    .slice(0, MOST_NEAREST);
  const rest = missed.length - near.length - own.length;
  const kind = [
    event.category,
    event.outcome,
    event.login ? words.login : null,
    event.count > 1 ? words.counts(event.count) : null,
  ].filter((word) => word !== null);
  const told = (trace: DetectionTrace) => detectionLines(trace, language);
  return [
    `${words.event}  ${toRfc3339(event.time)}  ${kind.join(', ')}`,
    `  ${words.logsource}${phrases.colon}${logsourceText(event.logsource) || words.none}`,
    ...fieldLines(event, phrases),
    '',
    words.matching(matched.length, detections.length),
    ...(matched.length === 0 ? [`  ${words.none}`] : matched.flatMap(told)),
    ...(standings.length === 0
      ? []
      : ['', words.countedBy, ...standings.flatMap((standing) => standingLines(standing, language, called))]),
    ...(own.length === 0 ? [] : ['', words.own, ...own.flatMap(told)]),
    ...(near.length === 0 ? [] : ['', words.nearest, ...near.flatMap(told)]),
    ...(rest === 0 ? [] : [`  ${words.others(rest)}`]),
    ...(isFew && elsewhere.length > 0 ? elsewhereLines(elsewhere, language) : []),
  ];
}

function elsewhereLines(rules: ExplainedEvent['elsewhere'], language: Language): string[] {
  const { colon, line } = phrasesIn(language);
  return [
    '',
    line.elsewhere(rules.length),
    ...rules.map((rule) =>
      safeText(`  - ${titleIn(rule, language)} (${rule.name})${colon}${logsourceText(rule.logsource)}`),
    ),
    `  ${line.sayLogsource}`,
  ];
}

function logsourceText(logsource: Logsource): string {
  return Object.entries(logsource)
    .map(([part, value]) => `${part} ${value}`)
    .join(', ');
}

function fieldLines({ srcIp, srcHost, user, fields }: ExplainedEvent['event'], phrases: Phrases): string[] {
  const own = { src_ip: srcIp, src_host: srcHost, user };
  const all = Object.entries({ ...own, ...fields }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const width = Math.min(24, Math.max(...all.map(([name]) => name.length), 0));
  const more = all.length - MOST_FIELDS;
  return [
    ...all
      .slice(0, MOST_FIELDS)
      .map(([name, value]) => `  ${safeText(name).padEnd(width)}  ${shown(value, phrases)}`),
    ...(more > 0 ? [`  ${phrases.line.moreFields(more)}`] : []),
  ];
}

/** A rule, its selections true or false, and the values that decided it. */
export function detectionLines({ rule, holds, parts }: DetectionTrace, language: Language): string[] {
  const phrases = phrasesIn(language);
  const head = `  ${holds ? '+' : '-'} ${titleIn(rule, language)} (${rule.name}, ${phrases.levels[rule.level]})`;
  return [safeText(head), ...parts.flatMap((part, index) => partLines(part, index > 0, phrases))];
}

function partLines(
  { name, holds, selections, conditions }: PartTrace,
  isFilter: boolean,
  phrases: Phrases,
): string[] {
  const words = phrases.line;
  const truth = (is: boolean): string => (is ? words.true : words.false);
  return [
    ...(isFilter
      ? [
          `      ${words.filter} ${safeText(name)}${phrases.colon}${holds ? words.letsThrough : words.takesOut}`,
        ]
      : []),
    ...selections.flatMap(({ name: selection, search }) => {
      return [
        `      ${safeText(selection)}${phrases.colon}${truth(search.holds)}`,
        ...searchLines(search, '        ', phrases),
      ];
    }),
    ...conditions.map(
      (condition) =>
        `      ${words.condition} "${safeText(condition.text)}"${phrases.colon}${truth(condition.holds)}`,
    ),
  ];
}

/** Of alternatives none of which fits only the first few are told. */
const MOST_ALTERNATIVES = 6;

function searchLines(search: SearchTrace, indent: string, phrases: Phrases): string[] {
  const words = phrases.line;
  const answer = search.holds ? words.yes : words.no;
  if (search.kind === 'test') {
    const why = reasonText(search, phrases);
    return [`${indent}${answer}  ${testText(search, phrases)}${why === '' ? '' : `  (${why})`}`];
  }
  const told = search.kind === 'any' && search.holds ? search.of.filter(({ holds }) => holds) : search.of;
  const more = told.length - MOST_ALTERNATIVES;
  return [
    `${indent}${answer}  ${words.of[search.kind]}`,
    ...told.slice(0, MOST_ALTERNATIVES).flatMap((part) => searchLines(part, `${indent}  `, phrases)),
    ...(more > 0 ? [`${indent}  ${phrases.more(more)}`] : []),
  ];
}

function standingLines(
  { rule, alerts, group, figure, steps, holds }: Standing,
  language: Language,
  called: Called,
): string[] {
  const phrases = phrasesIn(language);
  const words = phrases.line;
  const title = titleIn(rule, language);
  const head = `  ${holds ? '+' : '-'} ${title} (${rule.name}, ${phrases.levels[rule.level]})${alerts ? '' : words.feeds}`;
  if (group === null)
    return [head, `      ${words.notCounted(rule.groupBy.map(called.field).join(phrases.or))}`].map(safeText);
  const who = Object.entries(group).map(([name, value]) => `${called.field(name)} ${value}`);
  const span = formatDuration(rule.timespan);
  const least = leastOf(rule);
  const count =
    figure === null || steps.length > 0
      ? []
      : [
          `      ${words.progress(least === null ? String(figure) : words.ofLeast(figure, least), span, who.join(', '))}`,
        ];
  return [
    head,
    `      ${words.wants} ${wantText(rule, phrases, called)}`,
    ...count,
    ...steps.map((step) => `      ${step.seen ? words.seen : words.notSeen}  ${called.rule(step.rule.name)}`),
    ...rule.tiers.map(({ gte, level }) => `      ${words.from(gte, phrases.levels[level])}`),
  ].map(safeText);
}

function decision({ unparsed, events, alerts, before }: Explanation, language: Language): string[] {
  const phrases = phrasesIn(language);
  const words = phrases.decision;
  if (alerts.length > 0)
    return alerts.map(({ rule, eventCount, id }) =>
      words.alert(phrases.levels[rule.level], titleIn(rule, language), rule.name, eventCount, id),
    );
  if (unparsed !== null) return [words.noEvent(words.why[unparsed])];
  if (events.length === 0) return [words.silent];
  const standings = events.flatMap((event) => event.standings);
  if (standings.length === 0) return [words.noRule];
  const counts = standings.filter(
    ({ alerts: told, figure, steps }) => told && figure !== null && steps.length === 0,
  );
  return [
    before === 0 ? words.alone : words.notEnough,
    ...counts.map(({ rule, figure }) => {
      const least = leastOf(rule);
      const so = least === null ? String(figure) : phrases.line.ofLeast(figure ?? 0, least);
      return `${titleIn(rule, language)}${phrases.colon}${phrases.line.progress(so, formatDuration(rule.timespan), '')}`;
    }),
    ...(before === 0 ? [words.give] : []),
  ];
}
