import { LogqlError, type RangeAggregation, type RangeOp } from '../engine/logql/ast.ts';

const NEEDS_UNWRAP: ReadonlySet<RangeOp> = new Set([
  ...(['avg_over_time', 'sum_over_time', 'min_over_time', 'max_over_time', 'stddev_over_time'] as const),
  ...([
    'stdvar_over_time',
    'quantile_over_time',
    'first_over_time',
    'last_over_time',
    'rate_counter',
  ] as const),
]);
const MAY_UNWRAP: ReadonlySet<RangeOp> = new Set([...NEEDS_UNWRAP, 'rate', 'absent_over_time']);
const MAY_GROUP: ReadonlySet<RangeOp> = new Set([
  ...(['avg_over_time', 'stddev_over_time', 'stdvar_over_time', 'quantile_over_time'] as const),
  ...(['max_over_time', 'min_over_time', 'first_over_time', 'last_over_time'] as const),
]);

/** What Loki refuses of a range aggregation although its grammar allows it. */
export function checkRange({ op, unwrap, grouping, parameter, range }: RangeAggregation, at: number): void {
  if (unwrap === null && NEEDS_UNWRAP.has(op))
    throw new LogqlError(`invalid aggregation ${op} without unwrap: write … | unwrap LABEL [5m]`, at);
  if (unwrap !== null && !MAY_UNWRAP.has(op))
    throw new LogqlError(`invalid aggregation ${op} with unwrap`, at);
  if (grouping !== null && !MAY_GROUP.has(op))
    throw new LogqlError(`grouping not allowed for ${op} aggregation: write sum by (…) (${op}(…))`, at);
  if (op === 'quantile_over_time' && parameter === null)
    throw new LogqlError(`parameter required for operation ${op}: ${op}(0.99, …)`, at);
  if (op !== 'quantile_over_time' && parameter !== null)
    throw new LogqlError(`parameter ${parameter} not supported for operation ${op}`, at);
  if (range <= 0) throw new LogqlError('a range must be longer than nothing', at);
}
