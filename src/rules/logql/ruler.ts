import { stringify } from 'yaml';
import { formatDuration, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import type { ConvertedRule } from './convert.ts';

/** Ruler asks so often at least: windows slide there in steps. */
const SHORTEST_MS = 10 * SECOND_MS;

/** Groups for Loki's ruler, as `lokitool rules load` takes them: one for each interval. */
export function rulerGroups(converted: readonly ConvertedRule[]): string {
  const byInterval = new Map<number, unknown[]>();
  for (const { rule, alerts, ...result } of converted) {
    if (!alerts || !result.ok) continue;
    const span = rule.kind === 'correlation' ? rule.timespan : MINUTE_MS;
    const interval = Math.min(MINUTE_MS, Math.max(SHORTEST_MS, span));
    const rules = byInterval.get(interval) ?? [];
    byInterval.set(interval, rules);
    rules.push({
      alert: rule.name,
      expr: result.metric,
      labels: { severity: rule.level, sigma_id: rule.id },
      annotations: {
        summary: rule.title,
        description: text(rule.description),
        recommendation: text(rule.recommendation),
      },
    });
  }
  const groups = [...byInterval]
    .sort(([a], [b]) => a - b)
    .map(([interval, rules]) => {
      const length = formatDuration(interval);
      return { name: `soc-console every ${length}`, interval: length, rules };
    });
  return stringify({ groups }, { lineWidth: 0 });
}

/** Annotations are templates there: what a rule says is none. */
function text(words: string): string {
  return words.trim().replaceAll('{{', '{ {');
}
