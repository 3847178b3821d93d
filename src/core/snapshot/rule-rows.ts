import type { Engine } from '../../engine/engine.ts';
import type { CompiledCorrelation } from '../../engine/sigma/rule-set.ts';
import type { CorrelationRule, RuleHead } from '../../engine/sigma/spec.ts';
import type { AlertHead } from '../../model/alerts/alert.ts';
import type { RuleRow } from '../../model/rule-row.ts';
import { formatDuration } from '../../model/time.ts';

const COMPARISONS = {
  gt: 'more than',
  gte: 'at least',
  lt: 'fewer than',
  lte: 'at most',
  eq: 'exactly',
  neq: 'not',
};

/** What fields that rules group by and count are called on the screens: one, several. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  src_ip: ['source', 'sources'],
  x_src_net: ['network of sources', 'networks of sources'],
  dst_ip: ['target', 'targets'],
  dst_port: ['port', 'ports'],
  user: ['account', 'accounts'],
};

/** The rules that run, and what they have found since the start. */
export function ruleRows(engine: Engine, alerts: Iterable<AlertHead>): readonly RuleRow[] {
  const { detections, correlations } = engine.rules;
  const counts = new Map<string, number>();
  for (const { rule } of alerts) counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
  const alertCount = (rule: RuleHead): number => counts.get(rule.id) ?? 0;
  const titles = new Map(
    [...detections, ...correlations].flatMap(({ rule: { id, name, title } }) => [
      [id, title],
      [name, title],
    ]),
  );
  return [
    ...detections.map(({ rule, index, alerts: isAlerting }): RuleRow => {
      const looksAt = Object.values(rule.logsource).join(' ');
      const condition = rule.conditions.map(({ text }) => text).join('; ');
      const hits = engine.hits[index] ?? 0;
      return {
        ...head(rule),
        kind: rule.kind,
        looksAt,
        condition,
        alerts: isAlerting,
        hits,
        alertCount: alertCount(rule),
      };
    }),
    ...correlations.map((compiled): RuleRow => {
      const { rule, alerts: isAlerting } = compiled;
      const looksAt = rule.rules.map((named) => titles.get(named) ?? named).join(', ');
      const condition = conditionOf(compiled);
      const own = { kind: rule.kind, looksAt, condition, alerts: isAlerting, hits: null };
      return { ...head(rule), ...own, alertCount: alertCount(rule) };
    }),
  ];
}

function head(rule: RuleHead) {
  const { id, name, title, level, status, description, attack, honest } = rule;
  const { falsepositives, references, tags, recommendation } = rule;
  const place = `${rule.at.file}:${rule.at.line}`;
  return {
    id,
    name,
    title,
    level,
    status,
    description,
    attack,
    honest,
    falsepositives,
    references,
    tags,
    recommendation,
    place,
  };
}

function conditionOf({ rule }: CompiledCorrelation): string {
  const span = formatDuration(rule.timespan);
  const per =
    rule.groupBy.length === 0
      ? 'all together'
      : `for one ${rule.groupBy.map((field) => fieldWord(field, 1)).join(', ')}`;
  const counted = rule.condition.map(({ op, value }) => `${COMPARISONS[op]} ${value}`).join(' and ');
  if (rule.type === 'temporal_ordered') return `these in this order within ${span}, ${per}`;
  if (rule.wanted !== null) return `${rule.wanted.text} within ${span}, ${per}`;
  if (counted === '') return `these within ${span}, ${per}`;
  return `${counted}${measured(rule)} within ${span}, ${per}${extended(rule)}`;
}

function fieldWord(field: string, count: number): string {
  return (Object.hasOwn(FIELDS, field) ? FIELDS[field]?.[count === 1 ? 0 : 1] : undefined) ?? field;
}

function measured({ type, fields, percentile }: CorrelationRule): string {
  if (type === 'value_count') return ` different ${fields.map((field) => fieldWord(field, 2)).join(', ')}`;
  if (!type.startsWith('value_')) return '';
  const measure = type.slice('value_'.length);
  return ` as ${measure}${measure === 'percentile' ? ` ${percentile}` : ''} of ${fields.join(', ')}`;
}

function extended({ mostEach, also, medianGap, forgive, settledBy }: CorrelationRule): string {
  const parts = [
    ...(forgive === null
      ? []
      : [
          `without ${forgive.most} at most of an account that got in within ${formatDuration(forgive.within)}`,
        ]),
    ...(mostEach === null ? [] : [`each ${mostEach} times at most`]),
    ...(also === null ? [] : [`from at least ${also.gte} ${fieldWord(also.field, also.gte)}`]),
    ...(medianGap === null
      ? []
      : [`median of the last ${medianGap.last} pauses at least ${formatDuration(medianGap.gte)}`]),
    ...(settledBy.length === 0 ? [] : ['lowered when all who failed got in']),
  ];
  return parts.map((part) => `, ${part}`).join('');
}
