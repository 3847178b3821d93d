/** What a range aggregation makes of the values in its window. */
import type { RangeAggregation, RangeOp } from './ast.ts';

/** A window in order of time, with times in milliseconds. Never empty; `values` null: each line counts as one. */
type Window = {
  readonly count: number;
  readonly times: Float64Array;
  readonly values: Float64Array | null;
};

/** Whether the value of a line is its length in bytes. */
export function isByLength(op: RangeOp): boolean {
  return op === 'bytes_over_time' || op === 'bytes_rate';
}

const NONE = new Float64Array();

export function aggregate({ op, range, parameter }: RangeAggregation, window: Window): number {
  const seconds = range / 1000;
  const values = window.values ?? NONE;
  switch (op) {
    case 'count_over_time':
      return window.count;
    case 'rate':
      return (window.values === null ? window.count : sum(values)) / seconds;
    case 'bytes_rate':
      return sum(values) / seconds;
    case 'bytes_over_time':
    case 'sum_over_time':
      return sum(values);
    case 'rate_counter':
      return counterRate(window.times, values, range);
    case 'avg_over_time':
      return mean(values);
    case 'max_over_time':
      return values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most));
    case 'min_over_time':
      return values.reduce((least, value) => (value < least || Number.isNaN(least) ? value : least));
    case 'stdvar_over_time':
      return variance(values);
    case 'stddev_over_time':
      return Math.sqrt(variance(values));
    case 'quantile_over_time':
      return quantile(parameter ?? Number.NaN, values);
    case 'first_over_time':
      return values[0] ?? Number.NaN;
    case 'last_over_time':
      return values.at(-1) ?? Number.NaN;
    case 'absent_over_time':
      return 1;
  }
}

function sum(values: ArrayLike<number> & Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** As Loki adds it up, so that the last digits are the same. */
function mean(values: ArrayLike<number> & Iterable<number>): number {
  let average = 0;
  let count = 0;
  for (const value of values) {
    count++;
    const isInfinite = Math.abs(average) === Infinity;
    if (isInfinite && (value === average || Number.isFinite(value))) continue;
    average += value / count - average / count;
  }
  return average;
}

export function variance(values: ArrayLike<number> & Iterable<number>): number {
  let count = 0;
  let average = 0;
  let squares = 0;
  for (const value of values) {
    count++;
    const delta = value - average;
    average += delta / count;
    squares += delta * (value - average);
  }
  return squares / count;
}

/** Between two values, their weighted average. */
function quantile(share: number, values: ArrayLike<number> & Iterable<number>): number {
  if (values.length === 0 || Number.isNaN(share)) return Number.NaN;
  if (share < 0) return -Infinity;
  if (share > 1) return Infinity;
  const sorted = [...values].sort((a, b) => (Number.isNaN(a) ? -1 : Number.isNaN(b) ? 1 : a - b));
  const rank = share * (sorted.length - 1);
  const lower = Math.floor(rank);
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - lower;
  return (sorted[lower] as number) * (1 - weight) + (sorted[upper] as number) * weight;
}

/** Prometheus's rate of a counter that may start again at nothing, drawn out to the window's borders as Loki does. */
function counterRate(
  times: ArrayLike<number> & Iterable<number>,
  values: ArrayLike<number> & Iterable<number>,
  range: number,
): number {
  if (values.length < 2) return 0;
  const first = values[0] as number;
  let result = (values[values.length - 1] as number) - first;
  let before = 0;
  for (const value of values) {
    if (value < before) result += before;
    before = value;
  }
  const sampled = ((times[times.length - 1] as number) - (times[0] as number)) / 1000;
  const between = sampled / (values.length - 1);
  let toStart = range / 1000;
  if (result > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / result));
  const drawn = sampled + (toStart < between * 1.1 ? toStart : between / 2);
  return (result * (drawn / sampled)) / (range / 1000);
}
