import type { Query } from '../engine/logql/ast.ts';
import { type DurationMs, formatDuration } from '../model/time.ts';

const PARSERS: ReadonlySet<string> = new Set([
  'json',
  'logfmt',
  'unpack',
  'label-filter',
  'label-format',
  'line-format',
]);

/** A query as a series: what gives numbers stays as it is, lines are counted in a sliding window. */
export function seriesQuery(text: string, query: Query, window: DurationMs): string {
  // On a line of its own: the query may end in a remark.
  if (query.kind !== 'log') return text;
  const isParsed = query.stages.some(({ kind }) => PARSERS.has(kind));
  // A line that a parser cannot read is a line all the same.
  const errors = isParsed ? '| drop __error__, __error_details__ ' : '';
  return `sum(count_over_time(${text.trim()}\n${errors}[${formatDuration(window)}]))`;
}
