/** Metric queries on lines in memory: the program's own LogQL, which test/hunt/conformance holds to Loki's. */
import type { MetricQuery } from '../../src/engine/logql/ast.ts';
import { compileMetric } from '../../src/engine/logql/metric.ts';
import { longestLook } from '../../src/hunt/local-hunt.ts';
import { metricResult } from '../../src/hunt/metric-result.ts';
import { parseLogql } from '../../src/hunt/parse-logql.ts';
import { formatFloat } from './go-float.ts';
import type { Answer, Labels } from './loki-memory.ts';
import { rememberedRegex } from './remembered-regex.ts';

type Lines = {
  readonly labels: Labels;
  readonly entries: readonly { readonly ns: bigint; readonly line: string }[];
};

const compile = rememberedRegex();
const NS_PER_MS = 1_000_000n;

/** Null for a query that gives lines. */
export function metricIn(query: string): MetricQuery | null {
  if (/^\s*\{/.test(query)) return null;
  const parsed = parseLogql(query);
  return parsed.ok && parsed.query.kind !== 'log' ? parsed.query : null;
}

/** The answer of query_range; `step` in seconds. */
export function series(
  query: MetricQuery,
  streams: readonly Lines[],
  { from, to, step }: { readonly from: bigint; readonly to: bigint; readonly step: number },
): Answer {
  const metric = compileMetric(query, compile);
  const first = from - BigInt(longestLook(query)) * NS_PER_MS;
  for (const { labels, entries } of streams) {
    const map = new Map(Object.entries(labels));
    for (const range of metric.ranges) {
      if (!range.pipeline.matches(map)) continue;
      for (const { ns, line } of entries)
        if (ns > first && ns <= to && range.pipeline.passes(line))
          range.add(map, line, Number(ns / NS_PER_MS));
    }
  }
  const asked = {
    ...{ query: '', limit: 1, direction: 'forward' as const, step: step * 1000 },
    range: { since: Number(from / NS_PER_MS), until: Number(to / NS_PER_MS) },
  };
  const result = metricResult(metric, asked, { first: null, last: null });
  const found = result.kind === 'matrix' ? result.series : [];
  const list = found.map(({ labels, points }) => ({
    metric: labels,
    values: points.map(({ time, value }) => [time / 1000, formatFloat(value)]),
  }));
  return {
    status: 200,
    body: JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: list } }),
  };
}
