import { eventsOf } from '../engine/sigma/links/counted-events.ts';
import type {
  Comparison,
  CorrelationRule,
  CorrelationType,
  DetectionRule,
  Place,
} from '../engine/sigma/spec.ts';
import { PLAIN_CORRELATION, readTimespan } from './read-correlation.ts';
import type { Report } from './read-head.ts';
import type { YamlNode } from './yaml-node.ts';

type Aggregation = {
  /** What stands before the pipe. */
  readonly search: string;
  readonly type: CorrelationType;
  readonly field: string | null;
  readonly groupBy: readonly string[];
  readonly op: Comparison;
  readonly value: number;
};

const FIELD = String.raw`[\w.@#{}[\]-]{1,200}`;
const AGGREGATION = new RegExp(
  String.raw`^(count|sum|avg|min|max)\s{0,9}\(\s{0,9}(?:distinct\s{1,9})?(${FIELD})?\s{0,9}\)` +
    String.raw`(?:\s{1,9}by\s{1,9}(${FIELD}(?:\s{0,9},\s{0,9}${FIELD}){0,19}))?` +
    String.raw`\s{0,9}(>=|<=|==|!=|>|<|=)\s{0,9}(\d{1,15}(?:\.\d{1,9})?)$`,
  'i',
);
const OPERATORS: Readonly<Record<string, Comparison>> = {
  ...{ '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte', '=': 'eq', '==': 'eq', '!=': 'neq' },
};

/** What Sigma 1 has behind a pipe: `selection | count(user) by src_ip > 5`; null for anything else. */
function parseAggregation(condition: string): Aggregation | null {
  const pipe = condition.indexOf('|');
  if (pipe === -1) return null;
  const [, made = '', field = null, groups = '', operator = '', value = ''] =
    AGGREGATION.exec(condition.slice(pipe + 1).trim()) ?? [];
  const op = OPERATORS[operator];
  const kind = made.toLowerCase();
  if (op === undefined || (kind !== 'count' && field === null)) return null;
  const type =
    kind === 'count' ? (field === null ? 'event_count' : 'value_count') : (`value_${kind}` as const);
  return {
    search: condition.slice(0, pipe).trimEnd(),
    type: type as CorrelationType,
    field,
    groupBy: groups === '' ? [] : groups.split(',').map((name) => name.trim()),
    op,
    value: Number(value),
  };
}

/**
 * A rule of Sigma 1 that counts is two of Sigma 2: one for its events, and a correlation that has its name. Any other rule is
 * itself.
 */
export function withoutAggregation(
  rule: DetectionRule,
  root: YamlNode,
  report: Report,
): readonly (DetectionRule | CorrelationRule)[] {
  const [written] = rule.conditions;
  const found = written === undefined ? null : parseAggregation(written.text);
  if (written === undefined || found === null || rule.conditions.length !== 1) return [rule];
  const detection = root.get('detection');
  const timeframe = (detection.has('timeframe') ? detection : root).get('timeframe');
  if (timeframe.kind === 'missing') {
    report(
      'error',
      "counts without saying in what time: write a 'timeframe' beside it, as in 10m",
      written.at,
    );
    return [rule];
  }
  const id = eventsOf(rule.id);
  const events: DetectionRule = {
    ...rule,
    ...{ id, name: id, title: `${rule.title}: its events`, level: 'informational', tiers: [] },
    conditions: [{ text: found.search, at: written.at }],
  };
  return [events, correlationOf(rule, id, found, readTimespan(timeframe, report, 'timeframe'), written.at)];
}

function correlationOf(
  rule: DetectionRule,
  events: string,
  { type, field, groupBy, op, value }: Aggregation,
  timespan: number,
  at: Place,
): CorrelationRule {
  const { logsource, searches, conditions, ...head } = rule;
  return {
    ...head,
    ...PLAIN_CORRELATION,
    kind: 'correlation',
    ...{ type, rules: [events], ruleAts: [at], groupBy, timespan },
    condition: [{ op, value }],
    fields: field === null ? [] : [field],
  };
}
