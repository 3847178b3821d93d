import type { HuntLabels, HuntPoint } from '../../model/hunt/hunt.ts';
import type { EpochMs } from '../../model/time.ts';

/** Above the threshold from `from` to `to`, both inside. */
type Crossing = { readonly from: EpochMs; readonly to: EpochMs; readonly peak: number };

export type SeriesSummary = {
  readonly labels: HuntLabels;
  readonly points: readonly HuntPoint[];
  readonly peak: HuntPoint;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** The latest value. */
  readonly last: HuntPoint;
  readonly crossings: readonly Crossing[];
};

/** Figures of a series that is not empty. */
export function summarise(
  labels: HuntLabels,
  points: readonly HuntPoint[],
  threshold: number | null,
): SeriesSummary | null {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const peak = points.reduce((most, point) => (point.value > most.value ? point : most), first);
  const sorted = points.map(({ value }) => value).sort((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(sorted, share)) as [
    number,
    number,
    number,
  ];
  const crossings = threshold === null ? [] : crossingsOf(points, threshold);
  return { labels, points, peak, mean, p50, p95, p99, last, crossings };
}

/** Lines that do not come are no points: a count is 0 there. */
export function withZeros(points: readonly HuntPoint[], step: number): readonly HuntPoint[] {
  const filled: HuntPoint[] = [];
  for (const point of points) {
    const before = filled.at(-1);
    if (before) {
      for (let time = before.time + step; time < point.time; time += step) filled.push({ time, value: 0 });
    }
    filled.push(point);
  }
  return filled;
}

/** The shortest distance of two points; null with fewer than two. */
export function stepOf(points: readonly HuntPoint[]): number | null {
  let least: number | null = null;
  for (const [index, { time }] of points.entries()) {
    const before = points[index - 1];
    if (before && (least === null || time - before.time < least)) least = time - before.time;
  }
  return least;
}

function percentile(sorted: readonly number[], share: number): number {
  const rank = share * (sorted.length - 1);
  const low = Math.floor(rank);
  const below = sorted[low] ?? Number.NaN;
  const above = sorted[Math.min(sorted.length - 1, low + 1)] ?? below;
  return below + (above - below) * (rank - low);
}

function crossingsOf(points: readonly HuntPoint[], threshold: number): readonly Crossing[] {
  const found: Crossing[] = [];
  let isAbove = false;
  for (const { time, value } of points) {
    const last = found.at(-1);
    if (value <= threshold) isAbove = false;
    else if (isAbove && last)
      found[found.length - 1] = { ...last, to: time, peak: Math.max(last.peak, value) };
    else {
      found.push({ from: time, to: time, peak: value });
      isAbove = true;
    }
  }
  return found;
}
