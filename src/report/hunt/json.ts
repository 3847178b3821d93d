import type { HuntPoint, HuntResult } from '../../model/hunt/hunt.ts';
import { toRfc3339 } from '../../model/time.ts';
import { safeJson } from '../../platform/safe-text.ts';
import { entriesOf } from './labels.ts';
import type { SeriesSummary } from './series-summary.ts';

/** What was asked, for the head of every machine's format. */
type HuntHead = { readonly query: string; readonly threshold: number | null };

/** `hunt --format json`: schema_version 1; keys are only ever added. */
export function huntJson(result: HuntResult, summaries: readonly SeriesSummary[], head: HuntHead): string {
  return `${safeJson({ schema_version: 1, query: head.query, ...body(result, summaries, head) }, 2)}\n`;
}

function body(result: HuntResult, summaries: readonly SeriesSummary[], { threshold }: HuntHead): object {
  switch (result.kind) {
    case 'streams':
      return {
        kind: 'lines',
        total: result.streams.reduce((sum, { entries }) => sum + entries.length, 0),
        streams: result.streams.map(({ labels, entries }) => ({
          labels,
          entries: entries.map(({ ns, line }) => ({ time: timeOf(ns), ns, line })),
        })),
      };
    case 'matrix':
      return { kind: 'series', threshold, series: summaries.map(seriesJson) };
    case 'vector':
      return {
        kind: 'samples',
        samples: result.samples.map(({ labels, time, value }) => ({
          ...{ labels, time: toRfc3339(time), value: number(value) },
        })),
      };
    case 'scalar':
      return { kind: 'number', time: toRfc3339(result.time), value: number(result.value) };
  }
}

/** One object a line: lines or points, and a last one that sums up. */
export function huntNdjson(result: HuntResult, summaries: readonly SeriesSummary[], head: HuntHead): string {
  const rows: object[] = [];
  if (result.kind === 'streams') {
    for (const { ns, line, labels } of entriesOf(result))
      rows.push({ type: 'line', time: timeOf(ns), ns, labels, line });
  } else if (result.kind === 'matrix') {
    for (const { labels, points } of summaries)
      for (const point of points) rows.push({ type: 'point', labels, ...pointJson(point) });
  } else if (result.kind === 'vector') {
    for (const { labels, ...point } of result.samples)
      rows.push({ type: 'sample', labels, ...pointJson(point) });
  } else rows.push({ type: 'number', ...pointJson(result) });
  const total = rows.length;
  const series = summaries.map((summary) => ({ ...seriesJson(summary), points: undefined }));
  rows.push({ type: 'summary', query: head.query, total, ...(series.length > 0 && { series }) });
  return rows.map((row) => `${safeJson(row)}\n`).join('');
}

function seriesJson({ labels, points, peak, last, crossings, ...figures }: SeriesSummary): object {
  return {
    labels,
    ...{ peak: pointJson(peak), last: pointJson(last), ...figures },
    crossings: crossings.map(({ from, to, peak: highest }) => ({
      ...{ from: toRfc3339(from), to: toRfc3339(to), peak: highest },
    })),
    points: points.map(({ time, value }) => [toRfc3339(time), number(value)]),
  };
}

function pointJson({ time, value }: HuntPoint): object {
  return { time: toRfc3339(time), value: number(value) };
}

/** JSON has no infinities. */
function number(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function timeOf(ns: string): string {
  return toRfc3339(Number(BigInt(ns) / 1_000_000n));
}
