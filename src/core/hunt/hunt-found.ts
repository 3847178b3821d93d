import type { HuntLabels, HuntPoint, HuntRequest, HuntResult } from '../../model/hunt/hunt.ts';
import type { HuntAnswer, HuntCurve } from '../../model/hunt/hunt-answer.ts';
import { entriesOf } from '../../report/hunt/labels.ts';
import { stepOf, summarise, withZeros } from '../../report/hunt/series-summary.ts';

const MOST_VALUES = 1000;
const MOST_CURVES = 20;
/** Figures of a curve: more than any terminal has columns. */
const MOST_FIGURES = 1000;

/** An answer cut to what a screen shows. */
export function foundOf(
  result: HuntResult,
  { limit, peaks: countsLines = false }: HuntRequest,
): HuntAnswer['found'] {
  switch (result.kind) {
    case 'streams': {
      const lines = [...entriesOf({ ...result, streams: result.streams.map(oldestFirst) })].reverse();
      return {
        kind: 'lines',
        lines: lines.map(({ time, line, labels }) => ({ time, line, labels })),
        isCut: lines.length >= limit,
      };
    }
    case 'vector':
      return {
        kind: 'values',
        values: result.samples.slice(0, MOST_VALUES).map(({ labels, value }) => ({ labels, value })),
        total: result.samples.length,
      };
    case 'scalar':
      return { kind: 'values', values: [{ labels: {}, value: result.value }], total: 1 };
    case 'matrix': {
      const curves = result.series
        .flatMap(({ labels, points }) => curveOf(labels, points, countsLines))
        .sort((a, b) => b.peak - a.peak);
      return { kind: 'curves', curves: curves.slice(0, MOST_CURVES), total: curves.length };
    }
  }
}

function oldestFirst<Stream extends { readonly entries: readonly unknown[] }>(stream: Stream): Stream {
  return { ...stream, entries: stream.entries.toReversed() };
}

/** Where lines were counted, a step without a point had none: it is drawn as zero, not bridged. */
function curveOf(
  labels: HuntLabels,
  points: readonly HuntPoint[],
  countsLines: boolean,
): readonly HuntCurve[] {
  const step = countsLines ? stepOf(points) : null;
  const filled = step === null ? points : withZeros(points, step);
  const summary = summarise(labels, filled, null);
  if (summary === null) return [];
  const { peak, mean, p95 } = summary;
  const [first, last] = [filled[0], filled.at(-1)];
  return [
    {
      ...{ labels, start: first?.time ?? 0, end: last?.time ?? 0, values: mostOfEach(filled) },
      ...{ peak: peak.value, peakAt: peak.time, mean, p95 },
    },
  ];
}

function mostOfEach(points: readonly HuntPoint[]): readonly number[] {
  const size = Math.max(1, Math.ceil(points.length / MOST_FIGURES));
  const values: number[] = [];
  for (let at = 0; at < points.length; at += size) {
    values.push(points.slice(at, at + size).reduce((most, { value }) => Math.max(most, value), 0));
  }
  return values;
}
