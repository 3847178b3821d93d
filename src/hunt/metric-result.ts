import type { Metric } from '../engine/logql/metric.ts';
import type { Sample, Series } from '../engine/logql/series.ts';
import type { HuntLabels, HuntPoint, HuntRequest, HuntResult } from '../model/hunt/hunt.ts';
import type { DurationMs, EpochMs } from '../model/time.ts';

/** Loki's limit is 11,000; a day in steps of a second fits here. */
const MOST_STEPS = 100_000;
/** Of all series together. */
const MOST_POINTS = 1_000_000;

/** Looks between two points. */
const MOST_BETWEEN = 200;

/** `seen`: times of the lines that were read, for a range that is open. */
export function metricResult(
  metric: Metric,
  { range, step, peaks = false }: HuntRequest,
  seen: { readonly first: EpochMs | null; readonly last: EpochMs | null },
): HuntResult {
  const until = range.until ?? seen.last ?? 0;
  if (step === null) return atOneMoment(metric, until);
  return atSteps(metric, range.since ?? seen.first ?? until, until, { wanted: step, peaks });
}

function atOneMoment(metric: Metric, time: EpochMs): HuntResult {
  const value = metric.at(time);
  if (typeof value === 'number') return { kind: 'scalar', time, value };
  return {
    kind: 'vector',
    samples: value.map((sample) => ({ labels: labels(sample.series), time, value: sample.value })),
  };
}

/** A step that would give more points than anybody can look at is taken as much longer as it must be. */
function atSteps(
  metric: Metric,
  since: EpochMs,
  until: EpochMs,
  { wanted, peaks }: { readonly wanted: DurationMs; readonly peaks: boolean },
): HuntResult {
  const widest = metric.ranges.reduce((most, { size }) => Math.max(most, size), 1);
  const most = Math.max(10, Math.min(MOST_STEPS, MOST_POINTS / widest));
  const step = wanted * Math.max(1, Math.ceil((until - since) / wanted / most));
  // On multiples of the step, as Loki's query frontend has it: the same points, whenever one asks.
  const first = Math.floor(since / step) * step;
  const last = Math.ceil(until / step) * step;
  const found = new Map<Series, HuntPoint[]>();
  for (let time = first; time <= last; time += step) {
    const samples = peaks && step > wanted ? mostSince(metric, time, step, wanted) : samplesAt(metric, time);
    for (const sample of samples) {
      const point = { time, value: sample.value };
      const points = found.get(sample.series);
      if (points) points.push(point);
      else found.set(sample.series, [point]);
    }
  }
  const series = [...found].sort(([a], [b]) => (a.key < b.key ? -1 : 1));
  return { kind: 'matrix', series: series.map(([each, points]) => ({ labels: labels(each), points })) };
}

function samplesAt(metric: Metric, time: EpochMs): readonly Sample[] {
  const value = metric.at(time);
  return typeof value === 'number' ? [{ series: CONSTANT, value }] : value;
}

/** The most of each series within the step that ends then: a short window would miss what lies between two points. */
function mostSince(metric: Metric, end: EpochMs, step: DurationMs, wanted: DurationMs): readonly Sample[] {
  const most = new Map<Series, number>();
  const between = wanted * Math.max(1, Math.ceil(step / wanted / MOST_BETWEEN));
  for (let time = end - step + between; time <= end; time += between) {
    const quiet = Math.min(...metric.ranges.map((range) => range.quietUntil(time)));
    if (quiet > end) break;
    time += Math.ceil((quiet - time) / between) * between;
    if (time > end) time = end;
    for (const { series, value } of samplesAt(metric, time))
      most.set(series, Math.max(value, most.get(series) ?? value));
  }
  return Array.from(most, ([series, value]) => ({ series, value }));
}

const CONSTANT: Series = { key: '', pairs: [] };

function labels({ pairs }: Series): HuntLabels {
  return Object.fromEntries(pairs);
}
