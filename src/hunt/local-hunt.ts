import type { LogQuery, MetricQuery, Query } from '../engine/logql/ast.ts';
import type { LabelMap } from '../engine/logql/labels.ts';
import { LogLines } from '../engine/logql/log-lines.ts';
import { compileMetric, type Metric } from '../engine/logql/metric.ts';
import type { Pipeline } from '../engine/logql/pipeline.ts';
import type { CompileRegex } from '../engine/logql/regex.ts';
import type { HuntLabels, HuntRequest, HuntResult } from '../model/hunt/hunt.ts';
import type { LineBlock } from '../model/log-record.ts';
import type { EpochMs } from '../model/time.ts';
import { LineStreams } from './line-streams.ts';
import { metricResult } from './metric-result.ts';

/** One selection of the query: a log query, or one range of a metric query. */
export type Taker = {
  readonly pipeline: Pipeline;
  add(stream: LabelMap, line: string, time: EpochMs): void;
};

/** Which times lines must be of to matter: from the first on and up to the second. */
export type TimeSpan = { readonly from: EpochMs | null; readonly to: EpochMs | null };

/** A LogQL query on lines as they come by: those of files, or of anything else that is read here. */
export class LocalHunt {
  private readonly lines: LogLines | null = null;
  private readonly metric: Metric | null = null;
  private readonly streams: LineStreams;

  /** Throws `LogqlError` for what only shows when the query is made ready: a wrong pattern or template. */
  constructor(
    query: Query,
    private readonly request: HuntRequest,
    options: { readonly compile: CompileRegex; readonly timeZone: string },
  ) {
    const { since, until } = request.range;
    let takers: readonly Taker[];
    let span: TimeSpan;
    if (query.kind === 'log') {
      this.lines = this.logLines(query, options.compile);
      takers = [this.lines];
      span = { from: since, to: until === null ? null : until - 1 };
    } else {
      this.metric = compileMetric(query, options.compile);
      takers = this.metric.ranges;
      const before = longestLook(query);
      span = { from: since === null ? null : since - before, to: until };
    }
    this.streams = new LineStreams(takers, span, options.timeZone);
  }

  /** Lines of a source come next. False: no line of it can be asked for, and none need be read. */
  open(labels: HuntLabels): boolean {
    return this.streams.open(labels);
  }

  take(block: LineBlock): void {
    this.streams.take(block);
  }

  /** Whether lines of any source so far could be asked for. */
  get matchedStreams(): boolean {
    return this.streams.matched;
  }

  /** Throws `LogqlError` when the lines are not what a metric query takes them for. */
  result(): HuntResult {
    if (this.metric !== null) return metricResult(this.metric, this.request, this.streams.seen);
    const streams = (this.lines?.streams() ?? []).map(({ labels, lines }) => ({
      labels: Object.fromEntries(labels),
      entries: lines.map(({ time, line }) => ({ ns: `${time}000000`, line })),
    }));
    return { kind: 'streams', streams };
  }

  private logLines(query: LogQuery, compile: CompileRegex): LogLines {
    return new LogLines(query, compile, this.request.limit, this.request.direction === 'backward');
  }
}

/** How far before a moment a query looks. */
export function longestLook(query: MetricQuery): number {
  switch (query.kind) {
    case 'range':
      return query.range + Math.max(0, query.offset);
    case 'vector':
    case 'label_replace':
      return longestLook(query.inner);
    case 'binary':
      return Math.max(longestLook(query.left), longestLook(query.right));
    default:
      return 0;
  }
}
