import { type Level, levelRank } from '../../../model/level.ts';
import {
  DAY_MS,
  type DurationMs,
  formatDuration,
  HOUR_MS,
  MINUTE_MS,
  SECOND_MS,
} from '../../../model/time.ts';
import type { Block, Section } from '../document.ts';
import { eventsOf, type Figures } from '../figures.ts';
import type { ReportInput } from '../input.ts';
import type { Words } from '../lang/words.ts';

const MOST_BARS = 15;
const MOST_COLUMNS = 60;
const SPANS: readonly DurationMs[] = [
  ...[1, 5, 10, 30].map((count) => count * SECOND_MS),
  ...[1, 5, 10, 30].map((count) => count * MINUTE_MS),
  ...[1, 3, 6, 12].map((count) => count * HOUR_MS),
  ...[1, 2, 7, 14, 30, 90, 365].map((count) => count * DAY_MS),
];

/** Figures as bars: over time, by kind, by attacker, failed logins and SYN packets by source. */
export function histogramsSection(input: ReportInput, figures: Figures, words: Words): Section {
  const { sentences } = words;
  const kinds = figures.kinds.map(({ kind, events, worst }) => ({
    ...{ label: words.kinds[kind], value: events, level: worst },
  }));
  const blocks: readonly (Block | null)[] = [
    activity(input, words),
    bars(sentences.eventsByKind, kinds),
    bars(sentences.eventsByAttacker, byAttacker(figures)),
    bars(sentences.failedBySource, failures(input, figures)),
    bars(sentences.synBySource, synPackets(input, figures)),
  ];
  return { title: words.sections.figures, blocks: blocks.filter((block) => block !== null) };
}

type BarRow = { readonly label: string; readonly value: number; readonly level: Level };

function bars(title: string, rows: readonly BarRow[]): Block | null {
  const shown = rows
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, MOST_BARS);
  return shown.length === 0 ? null : { kind: 'bars', title, rows: shown };
}

function byAttacker(figures: Figures): BarRow[] {
  return figures.incidents.map((incident) => {
    return { label: incident.attacker, value: eventsOf(incident, figures), level: incident.level };
  });
}

function failures({ logins }: ReportInput, { incidents }: Figures): BarRow[] {
  const levels = levelsOf(incidents);
  return (logins?.sources ?? []).map(({ ip, host, failed }) => {
    const label = ip ?? host ?? '?';
    return { label, value: failed, level: levels.get(label) ?? 'informational' };
  });
}

function synPackets({ captures }: ReportInput, { incidents }: Figures): BarRow[] {
  const levels = levelsOf(incidents);
  const counts = new Map<string, number>();
  for (const { synBySource } of captures)
    for (const { ip, syn } of synBySource) counts.set(ip, (counts.get(ip) ?? 0) + syn);
  return [...counts].map(([label, value]) => ({ label, value, level: levels.get(label) ?? 'informational' }));
}

function levelsOf(incidents: Figures['incidents']): ReadonlyMap<string, Level> {
  return new Map(
    incidents.flatMap(({ attacker, addresses, level }) =>
      [attacker, ...addresses].map((name) => [name, level]),
    ),
  );
}

/** How many alerts were under way in each span of time, and the worst of them. */
function activity({ alerts }: ReportInput, words: Words): Block | null {
  if (alerts.length === 0) return null;
  const first = alerts.reduce((least, { firstSeen }) => Math.min(least, firstSeen), Number.POSITIVE_INFINITY);
  const last = alerts.reduce((most, { lastSeen }) => Math.max(most, lastSeen), 0);
  const span =
    SPANS.find((each) => (last - first) / each < MOST_COLUMNS) ?? (last - first + 1) / MOST_COLUMNS;
  const start = Math.floor(first / span) * span;
  const columns = Array.from({ length: Math.floor((last - start) / span) + 1 }, () => ({
    ...{ value: 0, level: 'informational' as Level },
  }));
  for (const { firstSeen, lastSeen, rule } of alerts) {
    for (let at = Math.floor((firstSeen - start) / span); at <= Math.floor((lastSeen - start) / span); at++) {
      const column = columns[at];
      if (column === undefined) continue;
      column.value++;
      if (levelRank(rule.level) > levelRank(column.level)) column.level = rule.level;
    }
  }
  return {
    kind: 'columns',
    title: words.sentences.activity(formatDuration(span)),
    from: words.time(start),
    to: words.time(start + columns.length * span),
    columns,
  };
}
