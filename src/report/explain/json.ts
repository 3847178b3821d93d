import type { AlertExplanation } from '../../engine/explain/explain-alert.ts';
import type { ExplainedEvent, Explanation } from '../../engine/explain/explain-lines.ts';
import type { Standing } from '../../engine/explain/standing.ts';
import type { DetectionTrace, PartTrace, SearchTrace } from '../../engine/explain/trace.ts';
import type { RuleHead } from '../../engine/sigma/spec.ts';
import { formatDuration, toRfc3339 } from '../../model/time.ts';
import { alertJson } from '../scan-report.ts';
import { phrasesIn } from './phrases.ts';
import { AS_WRITTEN, silencers, wantText } from './words.ts';

/** Programs read the same in every language. */
const ENGLISH = phrasesIn('en');

export function explanationJson(explanation: Explanation): Record<string, unknown> {
  const { line, before, format, unparsed, events, alerts } = explanation;
  return {
    ...{ line, lines_before: before, format, unparsed },
    events: events.map(eventJson),
    alerts: alerts.map((alert) => alertJson(alert)),
  };
}

export function alertExplanationJson(explanation: AlertExplanation): Record<string, unknown> {
  const { alert, rule, through, detections, evidence } = explanation;
  return {
    alert: alertJson(alert),
    rule: rule && {
      ...headJson(rule),
      wants: wantText(rule, ENGLISH, AS_WRITTEN),
      window: rule.kind === 'correlation' ? formatDuration(rule.timespan) : null,
      group_by: rule.kind === 'correlation' ? rule.groupBy : [],
      tiers: rule.tiers,
    },
    through: through.map((input) => ({ ...headJson(input), wants: wantText(input, ENGLISH, AS_WRITTEN) })),
    detections: detections.map(headJson),
    evidence: evidence.map(explanationJson),
    silenced_by: rule === null ? [] : silencers(rule, ENGLISH),
  };
}

function eventJson({ event, detections, elsewhere, standings }: ExplainedEvent): Record<string, unknown> {
  const { time, srcIp, srcHost, ...rest } = event;
  return {
    time: toRfc3339(time),
    src_ip: srcIp,
    src_host: srcHost,
    ...rest,
    rules: detections.map(detectionJson),
    rules_for_other_log_sources: elsewhere.map((rule) => ({ ...headJson(rule), logsource: rule.logsource })),
    correlations: standings.map(standingJson),
  };
}

function detectionJson({ rule, holds, nearness, parts }: DetectionTrace): Record<string, unknown> {
  const [own, ...filters] = parts;
  return {
    ...{ ...headJson(rule), holds, nearness: Math.round(nearness * 100) / 100 },
    ...(own && partJson(own)),
    filters: filters.map((filter) => ({ title: filter.name, ...partJson(filter) })),
  };
}

function partJson({ holds, selections, conditions }: PartTrace): Record<string, unknown> {
  return {
    holds,
    selections: selections.map(({ name, holds: selected, search }) => ({
      name,
      holds: selected,
      ...searchJson(search),
    })),
    conditions,
  };
}

function searchJson(search: SearchTrace): Record<string, unknown> {
  if (search.kind === 'test') {
    const { field, modifiers, values, holds, actual, fitting } = search;
    return { test: { field, modifiers, values, holds, actual, fitting } };
  }
  return { [search.kind]: search.of.map((part) => ({ holds: part.holds, ...searchJson(part) })) };
}

function standingJson({ rule, alerts, group, figure, steps, holds }: Standing): Record<string, unknown> {
  return {
    ...{ ...headJson(rule), type: rule.type, alerts, group, figure, holds },
    condition: Object.fromEntries(rule.condition.map(({ op, value }) => [op, value])),
    ...{ window: formatDuration(rule.timespan), tiers: rule.tiers },
    steps: steps.map((step) => ({ ...headJson(step.rule), seen: step.seen })),
  };
}

function headJson({ id, name, title, level }: RuleHead): Record<string, unknown> {
  return { id, name, title, level };
}
