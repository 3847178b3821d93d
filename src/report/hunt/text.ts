import type { HuntLabels, HuntResult, HuntSample } from '../../model/hunt/hunt.ts';
import { plural } from '../../model/plural.ts';
import { toRfc3339 } from '../../model/time.ts';
import { safeText } from '../../platform/safe-text.ts';
import { commonLabels, entriesOf, labelText, withoutLabels } from './labels.ts';
import type { SeriesSummary } from './series-summary.ts';

const MOST_SERIES = 20;
const MOST_CROSSINGS = 10;
const BAR_WIDTH = 30;
/** Characters of labels before a line; `--format json` has all. */
const MOST_LABELS = 60;
const ELLIPSIS = ', …}';

type TextOptions = {
  readonly ascii: boolean;
  readonly threshold: number | null;
  /** The query has put its values in order itself. */
  readonly ordered: boolean;
  /** A curve of one series, as lines; drawn by whoever can. */
  readonly draw: (summary: SeriesSummary) => readonly string[];
};

/** For a person: lines as they come, values as bars, series as curves with their figures. Every line is clean. */
export function huntText(
  result: HuntResult,
  summaries: readonly SeriesSummary[],
  options: TextOptions,
): readonly string[] {
  switch (result.kind) {
    case 'streams':
      return lineRows(result);
    case 'vector':
      return sampleRows(options.ordered ? result.samples : largestFirst(result.samples), options.ascii);
    case 'scalar':
      return [figure(result.value)];
    case 'matrix':
      return seriesRows(summaries, options);
  }
}

/** What is the same for all lines is said once, beside the result. */
export function huntHeadline(result: HuntResult): string {
  if (result.kind === 'streams') {
    const lines = result.streams.reduce((sum, { entries }) => sum + entries.length, 0);
    const labels = labelText(commonLabels(result.streams));
    return safeText(`${plural(lines, 'line')}${labels === '' ? '' : ` of ${labels}`}`);
  }
  if (result.kind === 'matrix') return `${result.series.length} series`;
  if (result.kind !== 'vector') return 'a number';
  const { length } = result.samples;
  const only = onlyLabel(result.samples);
  return safeText(`${plural(length, 'value')}${only === null ? '' : ` by ${only}`}`);
}

function lineRows(result: Extract<HuntResult, { kind: 'streams' }>): readonly string[] {
  const common = commonLabels(result.streams);
  return entriesOf(result).map(({ time, line, labels }) => {
    const own = briefLabels(withoutLabels(labels, common));
    return safeText(`${toRfc3339(time)}  ${own === '' ? '' : `${own}  `}${line}`);
  });
}

/** As many as leave room for the line: `| json` makes a label of every field, and all stand in the line. */
function briefLabels(labels: HuntLabels): string {
  const whole = labelText(labels);
  if (whole.length <= MOST_LABELS) return whole;
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) {
    const longer = labelText({ ...shown, [name]: value });
    if (longer.length <= MOST_LABELS - ELLIPSIS.length) shown[name] = value;
  }
  return `${labelText(shown).replace(/}$/, '') || '{'}${ELLIPSIS.slice(Object.keys(shown).length === 0 ? 2 : 0)}`;
}

/** A server promises no order; equal values keep theirs, and what is no number comes last. */
function largestFirst(samples: readonly HuntSample[]): readonly HuntSample[] {
  const size = ({ value }: HuntSample): number => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value);
  return [...samples].sort((a, b) => (size(a) === size(b) ? 0 : size(b) - size(a)));
}

function sampleRows(samples: readonly HuntSample[], ascii: boolean): readonly string[] {
  const most = Math.max(1, ...samples.map(({ value }) => (Number.isFinite(value) ? value : 0)));
  const figures = samples.map(({ value }) => figure(value));
  const width = Math.max(8, ...figures.map(({ length }) => length));
  const only = onlyLabel(samples);
  return samples.map(({ labels, value }, index) => {
    const size = Number.isFinite(value) ? Math.max(0, Math.round((value / most) * BAR_WIDTH)) : 0;
    const name = safeText(only === null ? labelText(labels) : labels[only] || '""');
    // The name comes last: a browser's is longer than a screen is wide.
    return `${(figures[index] ?? '').padStart(width)}  ${(ascii ? '#' : '█').repeat(size).padEnd(BAR_WIDTH)}  ${name || 'all together'}`;
  });
}

/** The label that all have and no other; null where there are several. */
function onlyLabel(samples: readonly HuntSample[]): string | null {
  const [first, ...more] = samples.map(({ labels }) => Object.keys(labels));
  const name = first?.length === 1 ? (first[0] ?? null) : null;
  return more.every((names) => names.length === 1 && names[0] === name) ? name : null;
}

function seriesRows(summaries: readonly SeriesSummary[], options: TextOptions): readonly string[] {
  const shown = [...summaries].sort((a, b) => b.peak.value - a.peak.value).slice(0, MOST_SERIES);
  const rows = shown.flatMap((summary, index) => [
    ...(index === 0 ? [] : ['']),
    ...seriesText(summary, options, index === 0),
  ]);
  const more = summaries.length - shown.length;
  return more > 0 ? [...rows, '', `and ${more} more series with lower peaks`] : rows;
}

function seriesText(summary: SeriesSummary, options: TextOptions, isFirst: boolean): readonly string[] {
  const { labels, points, peak, mean, p50, p95, p99, crossings } = summary;
  const { threshold } = options;
  const [first, last] = [points[0], points.at(-1)];
  const span = first && last ? `${toRfc3339(first.time)} to ${toRfc3339(last.time)}` : '';
  const more = crossings.length - MOST_CROSSINGS;
  return [
    `${safeText(labelText(labels)) || 'all together'}  ${span}`,
    ...(isFirst ? options.draw(summary) : []),
    `  peak ${figure(peak.value)} at ${toRfc3339(peak.time)}   mean ${figure(mean)}   p50 ${figure(p50)}   p95 ${figure(p95)}   p99 ${figure(p99)}`,
    ...(threshold === null ? [] : [`  above ${figure(threshold)}: ${times(crossings.length)}`]),
    ...crossings
      .slice(0, MOST_CROSSINGS)
      .map(({ from, to, peak: most }) => `    ${toRfc3339(from)} to ${toRfc3339(to)}, peak ${figure(most)}`),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ];
}

function times(count: number): string {
  return count === 0 ? 'never' : count === 1 ? 'once' : `${count} times`;
}

/** At most four digits behind the point. */
function figure(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toFixed(4))) : String(value);
}
