import type { Grouping, VectorOp } from './ast.ts';
import { variance } from './range-ops.ts';
import type { Sample, Series, SeriesTable } from './series.ts';

/** The series that one becomes under a grouping; remembered, because it is asked for at each step. */
export class GroupOf {
  private readonly known = new Map<Series, Series>();
  private readonly names: ReadonlySet<string>;

  constructor(
    private readonly grouping: Grouping | null,
    private readonly table: SeriesTable,
  ) {
    this.names = new Set(grouping?.labels ?? []);
  }

  of(series: Series): Series {
    const known = this.known.get(series);
    if (known) return known;
    const group =
      this.grouping?.without === true
        ? this.table.without(series, this.names)
        : this.table.only(series, this.names);
    this.known.set(series, group);
    return group;
  }
}

/** `sum by (…) (…)` and its like at one moment. */
export function aggregateVector(
  op: VectorOp,
  parameter: number | null,
  samples: readonly Sample[],
  groups: GroupOf,
): readonly Sample[] {
  if (op === 'sort') return sorted(samples, 1);
  if (op === 'sort_desc') return sorted(samples, -1);
  const members = new Map<Series, Sample[]>();
  for (const sample of samples) {
    const group = groups.of(sample.series);
    const known = members.get(group);
    if (known) known.push(sample);
    else members.set(group, [sample]);
  }
  const result: Sample[] = [];
  for (const [series, found] of members) {
    if (op === 'topk') result.push(...sorted(found, -1).slice(0, parameter ?? 0));
    else if (op === 'bottomk') result.push(...sorted(found, 1).slice(0, parameter ?? 0));
    else
      result.push({
        series,
        value: reduce(
          op,
          found.map(({ value }) => value),
        ),
      });
  }
  return result;
}

/** By value, not-a-number last; equal ones by their labels. */
function sorted(samples: readonly Sample[], direction: 1 | -1): readonly Sample[] {
  return [...samples].sort((a, b) => {
    if (Number.isNaN(a.value) || Number.isNaN(b.value)) {
      const order = Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));
      if (order !== 0) return order;
    } else if (a.value !== b.value) return a.value < b.value ? -direction : direction;
    return a.series.key < b.series.key ? -1 : 1;
  });
}

function reduce(
  op: Exclude<VectorOp, 'topk' | 'bottomk' | 'sort' | 'sort_desc'>,
  values: readonly number[],
): number {
  switch (op) {
    case 'sum':
      return values.reduce((sum, value) => sum + value);
    case 'avg':
      return average(values);
    case 'count':
      return values.length;
    case 'max':
      return values.reduce((most, value) => (most < value || Number.isNaN(most) ? value : most));
    case 'min':
      return values.reduce((least, value) => (least > value || Number.isNaN(least) ? value : least));
    case 'stdvar':
      return variance(values);
    case 'stddev':
      return Math.sqrt(variance(values));
  }
}

/** Step by step, as Loki does it: the last digits are the same. */
function average(values: readonly number[]): number {
  return values.reduce((mean, value, index) => mean + (value - mean) / (index + 1));
}
