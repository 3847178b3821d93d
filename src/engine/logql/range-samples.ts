import { type Grouping, LogqlError, type RangeAggregation } from './ast.ts';
import { ERROR, type LabelMap, LineLabels, labelText } from './labels.ts';
import { compilePipeline, type Pipeline } from './pipeline.ts';
import { aggregate, isByLength } from './range-ops.ts';
import type { CompileRegex } from './regex.ts';
import type { Sample, Series, SeriesTable } from './series.ts';
import { compileUnwrap, type RunUnwrap } from './unwrap.ts';
import { wantedLabels } from './wanted-labels.ts';

/** Most series of one selection, and values of one: an attacker chooses what labels hold. */
const MOST_SERIES = 50_000;
const MOST_SAMPLES = 30_000_000;
/** Values that the windows of one answer may look at, where each window is looked at anew. */
const MOST_WORK = 300_000_000;

type Run = {
  readonly series: Series;
  readonly times: number[];
  readonly values: number[] | null;
};
type Sorted = { readonly series: Series; readonly times: Float64Array; readonly values: Float64Array | null };

/** Takes the lines of one range aggregation, and says what it is at any moment afterwards. */
export class RangeSamples {
  readonly pipeline: Pipeline;
  private readonly labels = new LineLabels();
  private readonly unwrap: RunUnwrap | null;
  private readonly grouping: { readonly names: ReadonlySet<string>; readonly without: boolean };
  /** Names of the labels that series are told apart by, in order. */
  private readonly chosen: readonly string[];
  private readonly counts: boolean;
  private readonly runs = new Map<string, Run>();
  private readonly byValue = new Map<string | undefined, Run>();
  private sorted: readonly Sorted[] | null = null;
  private samples = 0;
  private work = 0;
  private error: LogqlError | null = null;

  /** `outer`: the grouping of a sum around it, which then need not be made of more series than it asks for. */
  constructor(
    private readonly expression: RangeAggregation,
    outer: Grouping | null,
    private readonly table: SeriesTable,
    compile: CompileRegex,
  ) {
    const { log, unwrap, op } = expression;
    const grouping = outer ?? expression.grouping;
    const { wanted, extracts } = wantedLabels(log.stages, unwrap, grouping);
    this.pipeline = compilePipeline(log, compile, { extracts, wanted });
    this.unwrap = unwrap === null ? null : compileUnwrap(unwrap, compile);
    const without = grouping === null || grouping.without;
    const names = new Set(grouping?.labels ?? []);
    // The label that became the value does not tell series apart.
    if (unwrap !== null && without) names.add(unwrap.label);
    this.grouping = { names, without };
    this.chosen = [...names].sort();
    this.counts = unwrap === null && !isByLength(op);
  }

  /** Series so far. */
  get size(): number {
    return this.runs.size;
  }

  /** A line of a stream that `pipeline.matches`, which `pipeline.passes`. */
  add(stream: LabelMap, line: string, time: number): void {
    const { labels } = this;
    labels.reset(stream);
    const text = this.pipeline.run(line, labels, time);
    if (text === null) return;
    let value = 1;
    if (this.unwrap !== null) {
      const unwrapped = this.unwrap(labels);
      if (unwrapped === null) return;
      value = unwrapped;
    } else if (!this.counts) value = utf8Length(text);
    if (labels.error !== '') {
      this.error ??= pipelineError(labels);
      if (labels.get('__preserve_error__') !== 'true') return;
    }
    const run = this.runFor(labels);
    run.times.push(time);
    run.values?.push(value);
    if (++this.samples > MOST_SAMPLES)
      throw new LogqlError(`more than ${MOST_SAMPLES} lines to reckon with: ask about a shorter time`);
  }

  /** To be called when all lines are there. Throws when a line could not be read as the query asks. */
  at(time: number): readonly Sample[] {
    if (this.error !== null) throw this.error;
    this.sorted ??= [...this.runs.values()].map(inOrder);
    const { range, offset, op } = this.expression;
    const last = time - offset;
    const samples: Sample[] = [];
    for (const { series, times, values } of this.sorted) {
      // The window is open at its beginning and closed at its end.
      const from = firstAfter(times, last - range);
      const to = firstAfter(times, last);
      if (from === to) continue;
      if (values !== null) this.count(to - from);
      const value = aggregate(this.expression, {
        count: to - from,
        times: times.subarray(from, to),
        values: values?.subarray(from, to) ?? null,
      });
      samples.push({ series, value });
    }
    if (op !== 'absent_over_time') return samples;
    return samples.length > 0 ? [] : [{ series: this.asAbsent(), value: 1 }];
  }

  /** Until when the window holds nothing: `time` itself when it holds something there. */
  quietUntil(time: number): number {
    this.sorted ??= [...this.runs.values()].map(inOrder);
    const { range, offset } = this.expression;
    let next = Number.POSITIVE_INFINITY;
    for (const { times } of this.sorted) {
      const first = firstAfter(times, time - offset - range);
      if (first < times.length) next = Math.min(next, (times[first] as number) + offset);
    }
    return Math.max(time, next);
  }

  private count(work: number): void {
    this.work += work;
    if (this.work > MOST_WORK)
      throw new LogqlError('the windows hold too many values: ask for a longer step or a shorter range');
  }

  /** Told apart by one label, as most are, a line finds its series by the value alone. */
  private runFor(labels: LineLabels): Run {
    const [name] = this.chosen;
    if (name === undefined || this.chosen.length > 1 || this.grouping.without || labels.error !== '')
      return this.runOf(this.seriesOf(labels));
    const value = labels.get(name);
    const found = this.byValue.get(value);
    if (found) return found;
    const run = this.runOf(this.seriesOf(labels));
    this.byValue.set(value, run);
    return run;
  }

  private seriesOf(labels: LineLabels): Series {
    const { names, without } = this.grouping;
    if (!without && labels.error === '') return this.table.of(chosen(labels, this.chosen));
    const pairs = labels.pairs();
    if (names.size === 0) return this.table.of(without ? pairs : []);
    return this.table.of(pairs.filter(([name]) => names.has(name) !== without));
  }

  private runOf(series: Series): Run {
    const found = this.runs.get(series.key);
    if (found) return found;
    if (this.runs.size >= MOST_SERIES)
      throw new LogqlError(
        `maximum of series (${MOST_SERIES}) reached for a single query: group by fewer labels`,
      );
    const run = { series, times: [], values: this.counts ? null : [] };
    this.runs.set(series.key, run);
    return run;
  }

  /** What is missing, as far as the selector says it. */
  private asAbsent(): Series {
    const pairs = this.expression.log.matchers
      .filter(({ op, value }) => op === '=' && value !== '')
      .map(({ name, value }): [string, string] => [name, value]);
    return this.table.of(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

function chosen(labels: LineLabels, names: readonly string[]): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const name of names) {
    const value = labels.get(name);
    if (value !== undefined) pairs.push([name, value]);
  }
  return pairs;
}

function pipelineError(labels: LineLabels): LogqlError {
  const error = labels.error;
  return new LogqlError(
    `pipeline error: '${error}' for series: '${labelText(labels.pairs())}'.\n` +
      `Use a label filter to intentionally skip this error. (e.g | ${ERROR}!="${error}").\n` +
      `To skip all potential errors you can match empty errors.(e.g ${ERROR}="")\n` +
      `The label filter can also be specified after unwrap. (e.g | unwrap latency | ${ERROR}="" )`,
  );
}

/** Lines of several files come one file after the other. */
function inOrder({ series, times, values }: Run): Sorted {
  const all = Float64Array.from(times);
  let isSorted = true;
  for (let at = 1; at < all.length && isSorted; at++)
    isSorted = (all[at - 1] as number) <= (all[at] as number);
  if (isSorted) return { series, times: all, values: values === null ? null : Float64Array.from(values) };
  if (values === null) return { series, times: all.slice().sort(), values: null };
  const order = Uint32Array.from(all, (_, index) => index).sort(
    (a, b) => (all[a] as number) - (all[b] as number) || a - b,
  );
  const given = values;
  return {
    series,
    times: Float64Array.from(order, (index) => all[index] as number),
    values: Float64Array.from(order, (index) => given[index] as number),
  };
}

/** Place of the first time that is later. */
function firstAfter(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) bytes++;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code < 0xdc00) {
      bytes += 4;
      at++;
    } else bytes += 3;
  }
  return bytes;
}
