import type { Query } from '../../engine/logql/ast.ts';
import { parseLogql } from '../../hunt/parse-logql.ts';
import { seriesQuery } from '../../hunt/series-query.ts';
import type { HuntRequest } from '../../model/hunt/hunt.ts';
import type { HuntQuestion } from '../../model/hunt/hunt-answer.ts';
import { RefusedError } from '../../model/refused-error.ts';
import { type DurationMs, type EpochMs, HOUR_MS, SECOND_MS } from '../../model/time.ts';

/** A curve of lines counts, for each of its points, those of so long before it. */
export const COUNTED_IN_MS: DurationMs = 10 * SECOND_MS;

/** Lines that a screen is sent. */
const MOST_LINES = 1000;
/** Points of a curve that Loki is asked for. */
const LOKI_POINTS = 720;
/** A server is not asked for all lines of a longer time than this: the query needs a filter. */
const MOST_UNFILTERED_MS: DurationMs = 6 * HOUR_MS;

/**
 * What is asked of the logs for a question of the screen. `where`: who answers, Loki or the logs that are read here. Throws
 * `RefusedError` when a server would have to send too much. A query that is no LogQL is refused by whoever answers.
 */
export function requestOf(
  { query, asCurve, last = null, between = null }: HuntQuestion,
  now: EpochMs,
  where: 'loki' | 'here',
): HuntRequest {
  const parsed = parseLogql(query);
  const back = last ?? (where === 'loki' ? HOUR_MS : null);
  const range = between ?? { from: back === null ? null : now - back, to: null };
  const length = between === null ? back : between.to - between.from;
  if (parsed.ok && where === 'loki' && (length ?? 0) > MOST_UNFILTERED_MS && !isFiltered(parsed.query))
    throw new RefusedError(
      'over so long a time this would be every line of these streams: say what you look for (|= "...") or take a shorter time (t)',
    );
  const isLog = parsed.ok && parsed.query.kind === 'log';
  // Its first figure counts from the beginning of that time, and nothing before.
  const first = between && Math.min(between.from + COUNTED_IN_MS, between.to - SECOND_MS);
  return {
    query: asCurve && parsed.ok ? seriesQuery(query, parsed.query, COUNTED_IN_MS) : query,
    range: { since: asCurve && isLog && first !== null ? first : range.from, until: range.to },
    step: asCurve ? stepFor(length, where) : null,
    peaks: isLog,
    limit: MOST_LINES,
    direction: 'backward',
  };
}

function stepFor(span: DurationMs | null, where: 'loki' | 'here'): DurationMs {
  if (where === 'here') return SECOND_MS;
  return Math.max(1, Math.ceil((span ?? HOUR_MS) / LOKI_POINTS / SECOND_MS)) * SECOND_MS;
}

/** Whether lines are looked for by what stands in them; figures are few however many lines there are. */
function isFiltered(query: Query): boolean {
  return (
    query.kind !== 'log' || query.stages.some(({ kind }) => kind === 'line-filter' || kind === 'label-filter')
  );
}
