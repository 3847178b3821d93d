import type { ExplainedEvent, Explanation } from '../../engine/explain/explain-lines.ts';
import type { Standing } from '../../engine/explain/standing.ts';
import type { DetectionTrace, PartTrace, SearchTrace } from '../../engine/explain/trace.ts';
import { formatDuration, toRfc3339 } from '../../model/time.ts';
import { safeLines, safeText } from '../../platform/safe-text.ts';
import { leastOf, reasonText, shown, testText, wantText } from './words.ts';

/** Of rules that do not match, so many of the nearest are told in full: those of which at least half is true. */
const MOST_NEAREST = 3;
const NEAR = 0.5;
const MOST_FIELDS = 40;

const NO_EVENT = {
  'unknown-format': 'no format is recognised in it; name one with --input-format',
  'bad-timestamp': 'its time cannot be read',
  'bad-line': 'it is not as its format wants it',
  binary: 'it is binary',
  'too-long': 'it is too long',
} as const;

/** A line explained, for a person. */
export function explanationText(explanation: Explanation): string {
  const { line, format, told, before, events } = explanation;
  const how = told ? 'told by --input-format' : 'recognised';
  const lines = [
    'LINE',
    `  ${shown(line)}`,
    ...(before > 0 ? [`  ${before} ${before === 1 ? 'line' : 'lines'} before it were read first`] : []),
    '',
    `FORMAT  ${format === null ? 'none that is known' : `${format} (${how})`}`,
    ...events.flatMap((event) => ['', ...eventLines(event)]),
    '',
    'DECISION',
    ...decision(explanation).map((text) => `  ${text}`),
  ];
  return safeLines(`${lines.join('\n')}\n`);
}

function eventLines(explained: ExplainedEvent): string[] {
  const { event, detections, standings } = explained;
  const matched = detections.filter(({ holds }) => holds);
  const missed = detections.filter(({ holds }) => !holds);
  const near = missed.filter(({ nearness }) => nearness >= NEAR).slice(0, MOST_NEAREST);
  const rest = missed.length - near.length;
  const logsource = Object.entries(event.logsource).map(([part, value]) => `${part} ${value}`);
  return [
    `EVENT  ${toRfc3339(event.time)}  ${[event.category, event.outcome, event.login ? 'a login' : null, event.count > 1 ? `counts ${event.count} times` : null].filter((word) => word !== null).join(', ')}`,
    `  log source: ${logsource.join(', ') || 'none'}`,
    ...fieldLines(event),
    '',
    `RULES THAT MATCH (${matched.length} of ${detections.length} for this log source)`,
    ...(matched.length === 0 ? ['  none'] : matched.flatMap(detectionLines)),
    ...(standings.length === 0 ? [] : ['', 'COUNTED BY', ...standings.flatMap(standingLines)]),
    ...(near.length === 0 ? [] : ['', 'NEAREST RULES THAT DO NOT MATCH', ...near.flatMap(detectionLines)]),
    ...(rest === 0
      ? []
      : [`  ${rest} more rules for this log source do not match (--format json tells each)`]),
  ];
}

function fieldLines({ srcIp, srcHost, user, fields }: ExplainedEvent['event']): string[] {
  const own = { src_ip: srcIp, src_host: srcHost, user };
  const all = Object.entries({ ...own, ...fields }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const width = Math.min(24, Math.max(...all.map(([name]) => name.length), 0));
  const more = all.length - MOST_FIELDS;
  return [
    ...all.slice(0, MOST_FIELDS).map(([name, value]) => `  ${safeText(name).padEnd(width)}  ${shown(value)}`),
    ...(more > 0 ? [`  and ${more} more fields`] : []),
  ];
}

/** A rule, its selections true or false, and the values that decided it. */
export function detectionLines({ rule, holds, parts }: DetectionTrace): string[] {
  const head = `  ${holds ? '+' : '-'} ${rule.title} (${rule.name}, ${rule.level})`;
  return [safeText(head), ...parts.flatMap((part, index) => partLines(part, index > 0))];
}

function partLines({ name, holds, selections, conditions }: PartTrace, isFilter: boolean): string[] {
  return [
    ...(isFilter ? [`      filter ${safeText(name)}: ${holds ? 'lets it through' : 'takes it out'}`] : []),
    ...selections.flatMap(({ name: selection, search }) => {
      return [`      ${safeText(selection)}: ${search.holds}`, ...searchLines(search, '        ')];
    }),
    ...conditions.map((condition) => `      condition "${safeText(condition.text)}": ${condition.holds}`),
  ];
}

/** Of alternatives none of which fits only the first few are told. */
const MOST_ALTERNATIVES = 6;

function searchLines(search: SearchTrace, indent: string): string[] {
  if (search.kind === 'test') {
    const why = reasonText(search);
    return [`${indent}${search.holds ? 'yes' : 'no '}  ${testText(search)}${why === '' ? '' : `  (${why})`}`];
  }
  const told = search.kind === 'any' && search.holds ? search.of.filter(({ holds }) => holds) : search.of;
  const more = told.length - MOST_ALTERNATIVES;
  return [
    `${indent}${search.holds ? 'yes' : 'no '}  ${search.kind} of`,
    ...told.slice(0, MOST_ALTERNATIVES).flatMap((part) => searchLines(part, `${indent}  `)),
    ...(more > 0 ? [`${indent}  and ${more} more`] : []),
  ];
}

function standingLines({ rule, alerts, group, figure, steps, holds }: Standing): string[] {
  const head = `  ${holds ? '+' : '-'} ${rule.title} (${rule.name}, ${rule.level})${alerts ? '' : ': feeds other rules, alerts nobody'}`;
  if (group === null)
    return [head, `      not counted: the event has no ${rule.groupBy.join(' or ')} to group by`].map(
      safeText,
    );
  const who = Object.entries(group).map(([name, value]) => `${name} ${value}`);
  const span = formatDuration(rule.timespan);
  const of = leastOf(rule);
  const count =
    figure === null || steps.length > 0
      ? []
      : [
          `      ${of === null ? figure : `${figure} of ${of}`} in ${span}${who.length > 0 ? ` for ${who.join(', ')}` : ''}`,
        ];
  return [
    head,
    `      wants ${wantText(rule)}`,
    ...count,
    ...steps.map((step) => `      ${step.seen ? 'seen    ' : 'not seen'}  ${step.rule.name}`),
    ...rule.tiers.map(({ gte, level }) => `      from ${gte} on: ${level}`),
  ].map(safeText);
}

function decision({ unparsed, events, alerts, before }: Explanation): string[] {
  if (alerts.length > 0)
    return alerts.map(({ rule, eventCount, id }) => {
      const grown = eventCount > 1 ? `, ${eventCount} events` : '';
      return `ALERT ${rule.level}: ${rule.title} (${rule.name})${grown}, id ${id}`;
    });
  if (unparsed !== null) return [`No alert: the line gives no event: ${NO_EVENT[unparsed]}.`];
  if (events.length === 0)
    return [
      'No alert: the line alone gives no event; what it tells comes with a later line, or is told by another.',
    ];
  const standings = events.flatMap((event) => event.standings);
  if (standings.length === 0) return ['No alert: no rule matches.'];
  const counts = standings.filter(
    ({ alerts: told, figure, steps }) => told && figure !== null && steps.length === 0,
  );
  const alone =
    before === 0
      ? 'No alert: it only counts, and it is given alone.'
      : 'No alert: it counts, and not enough yet.';
  return [
    alone,
    ...counts.map(({ rule, figure }) => {
      const of = leastOf(rule);
      return `${rule.name}: ${figure}${of === null ? '' : ` of ${of}`} in ${formatDuration(rule.timespan)}`;
    }),
    ...(before === 0
      ? ['Give the lines before it too: soc-console explain - < FILE explains the last line of a file.']
      : []),
  ];
}
