import asciichart from 'asciichart';
import type { Token } from '../../theme.ts';
import { fitLine, type Line, type Span, span } from '../line.ts';
import type { Look } from '../look.ts';
import { shortCount } from '../words/numbers.ts';
import { resample } from './figures.ts';

type ChartInput = {
  readonly values: readonly number[];
  /** Drawn as a line of its own; not finite or negative: left out. */
  readonly threshold: number;
  readonly columns: number;
  readonly rows: number;
};

/** Width of the figures on the scale; the axis follows. */
export const CHART_LABEL = 4;

/** asciichart wraps each character in its series' "colour": marks that tell the series apart again. */
const CURVE_MARK = '\u0001';
const THRESHOLD_MARK = '\u0002';
const MARK = /[\u0001\u0002]/;
const RESET = '\u001b[0m';

/** Figures that a chart this wide shows. */
export function chartPoints(columns: number): number {
  return Math.max(2, columns - CHART_LABEL);
}

/** A curve over a dashed threshold, `rows` lines of at most `columns`. Any input draws; nothing throws. */
export function chart(input: ChartInput, look: Look): readonly Line[] {
  const { columns, rows, threshold } = input;
  if (rows < 2 || columns < CHART_LABEL + 3) return [];
  const values = resample(input.values, chartPoints(columns));
  const scale = scaleFor(values, threshold, rows);
  const heights = values.map(scale.heightOf);
  const hasThreshold = scale.thresholdRow !== null;
  const plotted = asciichart.plot(
    hasThreshold ? [heights.map(() => scale.heightOf(threshold)), heights] : [heights],
    {
      height: rows - 1,
      min: 0,
      max: rows - 1,
      offset: 2,
      colors: hasThreshold ? [THRESHOLD_MARK, CURVE_MARK] : [CURVE_MARK],
      symbols: symbols(look),
      format: (_value: number, row = 0) => scale.labelOf(row),
    },
  );
  const lines = plotted.split('\n').map((row) => fitLine(restyle(row, look), columns));
  return hasThreshold ? withLabel(lines, look) : lines;
}

type Scale = {
  /** Row of the dashed line, from the top; null without one. */
  readonly thresholdRow: number | null;
  /** Rows above the zero line. */
  readonly heightOf: (value: number) => number;
  /** What stands left of a row, counted from the top. */
  readonly labelOf: (row: number) => string;
};

/**
 * Linear below and above the threshold, and exact about it: what is drawn above the dashed line is above the
 * threshold, what is drawn below it is below, however high the peak. Anything above nothing leaves the zero line.
 */
function scaleFor(values: readonly number[], threshold: number, rows: number): Scale {
  const top = rows - 1;
  const peak = values.reduce((most, value) => Math.max(most, value), 0);
  if (!(threshold > 0) || !Number.isFinite(threshold) || top < 2) {
    const highest = Math.max(peak, 1);
    const heightOf = (value: number) => Math.round((value / highest) * top);
    return { thresholdRow: null, heightOf, labelOf: (row) => labelFor(row, { 0: highest, [top]: 0 }) };
  }
  const highest = Math.max(peak, threshold * 2);
  const line = Math.max(Math.min(2, top - 1), Math.round((threshold / highest) * top));
  const heightOf = (value: number): number => {
    if (value <= 0) return 0;
    if (value === threshold) return line;
    if (value < threshold) return Math.min(line - 1, Math.max(1, Math.round((value / threshold) * line)));
    const part = (value - threshold) / (highest - threshold);
    return line + Math.max(1, Math.round(part * (top - line)));
  };
  const middle = Math.round((top - line) / 2);
  const middleValue = highest - ((highest - threshold) * middle) / (top - line);
  const labels = {
    [top]: 0,
    ...(top - line >= 4 ? { [middle]: middleValue } : {}),
    [top - line]: threshold,
    0: highest,
  };
  return { thresholdRow: top - line, heightOf, labelOf: (row) => labelFor(row, labels) };
}

function labelFor(row: number, labels: Readonly<Record<number, number>>): string {
  const value = labels[row];
  return value === undefined ? ' '.repeat(CHART_LABEL) : shortCount(value, CHART_LABEL).padStart(CHART_LABEL);
}

type Symbols = [string, string, string, string, string, string, string, string, string, string];

function symbols({ glyphs }: Look): Symbols {
  return [...glyphs.chart];
}

function restyle(row: string, look: Look): Line {
  const spans: Span[] = [];
  const add = (text: string, token: Token): void => {
    const previous = spans.at(-1);
    if (previous?.token === token) spans[spans.length - 1] = span(previous.text + text, token);
    else if (text !== '') spans.push(span(text, token));
  };
  const [zeroAxis, axis] = look.glyphs.chart;
  for (const piece of row.split(RESET)) {
    const mark = piece.search(MARK);
    const scale = mark === -1 ? piece : piece.slice(0, mark);
    add(scale.replaceAll(zeroAxis, axis), 'muted');
    if (mark === -1) continue;
    const sign = piece.slice(mark + 1);
    if (sign === zeroAxis) add(axis, 'muted');
    else if (piece[mark] === CURVE_MARK) add(sign, 'curve');
    else add(look.glyphs.threshold, 'threshold');
  }
  return spans;
}

/** Writes ` threshold ` into the first free stretch of the dashed line; its figure stands on the scale. */
function withLabel(lines: readonly Line[], look: Look): readonly Line[] {
  const label = ' threshold ';
  const stroke = look.glyphs.threshold;
  return lines.map((spans) => {
    const at = spans.findIndex(({ token, text }) => token === 'threshold' && text.length >= label.length + 2);
    const free = spans[at];
    if (free === undefined) return spans;
    const dashes = stroke.repeat(free.text.length - label.length - 2);
    return [
      ...spans.slice(0, at),
      span(stroke.repeat(2) + label + dashes, 'threshold'),
      ...spans.slice(at + 1),
    ];
  });
}
