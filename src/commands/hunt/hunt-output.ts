import type { HuntResult } from '../../model/hunt/hunt.ts';
import { huntCsv } from '../../report/hunt/csv.ts';
import { huntJson, huntNdjson } from '../../report/hunt/json.ts';
import { type SeriesSummary, stepOf, summarise, withZeros } from '../../report/hunt/series-summary.ts';
import { huntText } from '../../report/hunt/text.ts';
import { chart } from '../../views/presentation/charts/chart.ts';
import { plainText } from '../../views/presentation/line.ts';
import { createLook } from '../../views/presentation/look.ts';
import type { Output } from '../output.ts';

export type HuntFormat = 'text' | 'json' | 'ndjson' | 'csv';

type HuntOutput = {
  readonly format: HuntFormat;
  readonly query: string;
  readonly threshold: number | null;
  readonly ascii: boolean;
  readonly output: Output;
};

const CHART = { columns: 78, rows: 10 } as const;

/** Writes what a hunt found in the format asked for. */
export function writeHunt(result: HuntResult, options: HuntOutput): void {
  const { format, query, threshold, ascii, output } = options;
  const summaries = summariesOf(result, query, threshold);
  switch (format) {
    case 'text': {
      const draw = (summary: SeriesSummary): readonly string[] => curve(summary, threshold, ascii);
      const ordered = ORDERS.test(query);
      for (const line of huntText(result, summaries, { ascii, threshold, ordered, draw }))
        output.write(`${line}\n`);
      break;
    }
    case 'json':
      output.write(huntJson(result, summaries, { query, threshold }));
      break;
    case 'ndjson':
      output.write(huntNdjson(result, summaries, { query, threshold }));
      break;
    case 'csv':
      output.write(huntCsv(result, summaries));
      break;
  }
}

/** What puts the smallest first. */
const ORDERS = /^\s*(?:sort|bottomk)\s*\(/;

/** What counts is nothing where there are no points. */
const COUNTS = /\b(?:count_over_time|rate|bytes_over_time|bytes_rate)\s*\(/;

function summariesOf(result: HuntResult, query: string, threshold: number | null): readonly SeriesSummary[] {
  if (result.kind !== 'matrix') return [];
  return result.series.flatMap(({ labels, points }) => {
    const step = COUNTS.test(query) ? stepOf(points) : null;
    const summary = summarise(labels, step === null ? points : withZeros(points, step), threshold);
    return summary === null ? [] : [summary];
  });
}

function curve({ points }: SeriesSummary, threshold: number | null, ascii: boolean): readonly string[] {
  const look = createLook({ glyphs: ascii ? 'ascii' : 'block', colours: 0, theme: 'mono' });
  const values = points.map(({ value }) => value);
  return chart({ values, threshold: threshold ?? Number.NaN, ...CHART }, look).map((line) =>
    `  ${plainText(line)}`.trimEnd(),
  );
}
