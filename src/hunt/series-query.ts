import type { Query } from '../engine/logql/ast.ts';
import { type DurationMs, formatDuration } from '../model/time.ts';

/** A query as a series: what gives numbers stays as it is, lines are counted in a sliding window. */
export function seriesQuery(text: string, { kind }: Query, window: DurationMs): string {
  // On a line of its own: the query may end in a remark.
  return kind === 'log' ? `sum(count_over_time(${text.trim()}\n[${formatDuration(window)}]))` : text;
}
