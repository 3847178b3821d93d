import { LogqlError } from '../../src/engine/logql/ast.ts';
import { LogLines } from '../../src/engine/logql/log-lines.ts';
import { compileMetric } from '../../src/engine/logql/metric.ts';
import { metricResult } from '../../src/hunt/metric-result.ts';
import { parseLogql } from '../../src/hunt/parse-logql.ts';
import { linearRegex } from '../../src/hunt/regex.ts';
import { formatFloat } from '../support/go-float.ts';

/** Lines of one stream: the first is of 10 s after 1970, each further one 10 s later. */
export type Stream = { readonly labels: Readonly<Record<string, string>>; readonly lines: readonly string[] };

const compile = linearRegex();

/**
 * What a query gives. Lines in order of time, with the labels that the stages set before them (`!name` for one that was
 * taken away); series as `{labels} value`, or with a `step` in seconds as `{labels} second=value …`, by their labels;
 * an error as `error: …`.
 */
export function runQuery(streams: readonly Stream[], query: string, step: number | null): readonly string[] {
  const parsed = parseLogql(query);
  if (!parsed.ok) {
    const { line, column, message } = parsed.problem;
    return [`error at ${line}:${column}: ${message}`];
  }
  try {
    return parsed.query.kind === 'log'
      ? logLines(streams, new LogLines(parsed.query, compile, 100, false))
      : series(streams, compileMetric(parsed.query, compile), step);
  } catch (error) {
    if (!(error instanceof LogqlError)) throw error;
    return [`error: ${error.message.split('\n')[0]}`];
  }
}

type Taker = Pick<LogLines, 'pipeline' | 'add'>;

function feed(streams: readonly Stream[], takers: readonly Taker[]): number {
  let last = 0;
  for (const { labels, lines } of streams) {
    const map = new Map(Object.entries(labels).sort());
    for (const [index, line] of lines.entries()) {
      const time = (index + 1) * 10_000;
      last = Math.max(last, time);
      for (const { pipeline, ...taker } of takers.map((each) => ({ pipeline: each.pipeline, each }))) {
        if (pipeline.matches(map) && pipeline.passes(line)) taker.each.add(map, line, time);
      }
    }
  }
  return last;
}

function logLines(streams: readonly Stream[], lines: LogLines): readonly string[] {
  feed(streams, [lines]);
  const names = new Set(streams.flatMap(({ labels }) => Object.keys(labels)));
  return lines
    .streams()
    .flatMap((stream) => stream.lines.map(({ line, time }) => ({ line, time, labels: stream.labels })))
    .sort((a, b) => a.time - b.time)
    .map(({ line, labels }) => {
      const own = labels.filter(([name, value]) => !isOf(streams, name, value));
      const gone = [...names].filter((name) => labels.every((pair) => pair[0] !== name));
      const shown = [...gone.map((name) => `!${name}`), ...own.map(text)];
      return shown.length === 0 ? line : `{${shown.join(', ')}} ${line}`;
    });
}

function isOf(streams: readonly Stream[], name: string, value: string): boolean {
  return streams.some(({ labels }) => labels[name] === value);
}

function text([name, value]: readonly [string, string]): string {
  return `${name}=${JSON.stringify(value)}`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels).map(text).join(', ')}}`;
}

function series(
  streams: readonly Stream[],
  metric: ReturnType<typeof compileMetric>,
  step: number | null,
): readonly string[] {
  const last = feed(streams, metric.ranges);
  const result = metricResult(
    metric,
    {
      ...{ query: '', limit: 100, direction: 'forward' },
      range: { since: 0, until: last },
      step: step === null ? null : step * 1000,
    },
    { first: null, last: null },
  );
  if (result.kind === 'scalar') return [formatFloat(result.value)];
  if (result.kind === 'vector')
    return result.samples.map(({ labels, value }) => `${labelText(labels)} ${short(value)}`);
  if (result.kind !== 'matrix') return [];
  return result.series.map(
    ({ labels, points }) =>
      `${labelText(labels)} ${points.map(({ time, value }) => `${time / 1000}=${short(value)}`).join(' ')}`,
  );
}

/** Twelve digits: what is behind them depends on the order of adding up. */
function short(value: number): string {
  return Number.isFinite(value) ? formatFloat(Number(value.toPrecision(12))) : formatFloat(value);
}
