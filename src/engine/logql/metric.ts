import { type Grouping, LogqlError, type MetricQuery, type RangeOp } from './ast.ts';
import { BinaryOperation } from './binary-ops.ts';
import { RangeSamples } from './range-samples.ts';
import type { CompileRegex } from './regex.ts';
import { labelOf, type Sample, type Series, SeriesTable, type Value } from './series.ts';
import { aggregateVector, GroupOf } from './vector-ops.ts';

/** A metric query ready to run: the lines go into `ranges`, then it can be asked about any moment. */
export type Metric = {
  readonly ranges: readonly RangeSamples[];
  /** Throws `LogqlError` when the lines are not what the query takes them for. */
  at(time: number): Value;
};

type At = Metric['at'];

/** Throws `LogqlError`. */
export function compileMetric(query: MetricQuery, compile: CompileRegex): Metric {
  const compiler = new MetricCompiler(compile);
  const at = compiler.expression(query);
  return { ranges: compiler.ranges, at };
}

/** What a sum of these is does not change when lines are counted for its groups at once. */
const SUMMABLE: ReadonlySet<RangeOp> = new Set<RangeOp>([
  ...(['count_over_time', 'rate', 'bytes_over_time', 'bytes_rate', 'sum_over_time'] as const),
]);

class MetricCompiler {
  readonly ranges: RangeSamples[] = [];
  private readonly table = new SeriesTable();

  constructor(private readonly compile: CompileRegex) {}

  expression(query: MetricQuery): At {
    switch (query.kind) {
      case 'constant':
        return () => query.value;
      case 'vector-constant': {
        const samples = [{ series: this.table.of([]), value: query.value }];
        return () => samples;
      }
      case 'range':
        return this.range(query, null);
      case 'vector':
        return this.vector(query);
      case 'binary':
        return this.binary(query);
      case 'label_replace':
        return this.labelReplace(query);
    }
  }

  private range(query: Extract<MetricQuery, { kind: 'range' }>, outer: Grouping | null): At {
    const samples = new RangeSamples(query, outer, this.table, this.compile);
    this.ranges.push(samples);
    return (time) => samples.at(time);
  }

  private vector({ op, parameter, grouping, inner }: Extract<MetricQuery, { kind: 'vector' }>): At {
    const isShared =
      op === 'sum' && inner.kind === 'range' && inner.grouping === null && SUMMABLE.has(inner.op);
    const at = isShared
      ? this.range(inner, grouping ?? { without: false, labels: [] })
      : this.expression(inner);
    const groups = new GroupOf(grouping, this.table);
    return (time) => aggregateVector(op, parameter, samplesOf(at(time)), groups);
  }

  private binary(query: Extract<MetricQuery, { kind: 'binary' }>): At {
    const left = this.expression(query.left);
    const right = this.expression(query.right);
    const operation = new BinaryOperation(query, this.table);
    return (time) => operation.of(left(time), right(time));
  }

  private labelReplace(query: Extract<MetricQuery, { kind: 'label_replace' }>): At {
    const { target, replacement, source } = query;
    if (!/^[A-Za-z_]\w*$/.test(target))
      throw new LogqlError(`invalid destination label name in label_replace(): ${target}`);
    const at = this.expression(query.inner);
    const regex = this.compile(`^(?:${query.regex})$`);
    const known = new Map<Series, Series>();
    const replaced = (series: Series): Series => {
      const text = labelOf(series, source);
      if (regex.match(text) === null) return series;
      return this.table.with(series, target, regex.replaceAll(text, replacement, false));
    };
    return (time) =>
      samplesOf(at(time)).map(({ series, value }) => {
        const found = known.get(series) ?? replaced(series);
        known.set(series, found);
        return { series: found, value };
      });
  }
}

function samplesOf(value: Value): readonly Sample[] {
  if (typeof value === 'number') throw new LogqlError('a number stands where a vector is needed');
  return value;
}
