import type { HuntLabels, HuntResult } from '../../model/hunt/hunt.ts';
import { toRfc3339 } from '../../model/time.ts';
import { safeText } from '../../platform/safe-text.ts';
import { entriesOf, labelText } from './labels.ts';
import type { SeriesSummary } from './series-summary.ts';

/** RFC 4180 with a head. A series is a column; labels of lines and samples are columns, missing ones are empty. */
export function huntCsv(result: HuntResult, summaries: readonly SeriesSummary[]): string {
  const rows = rowsOf(result, summaries);
  return rows.map((row) => `${row.join(',')}\r\n`).join('');
}

function rowsOf(result: HuntResult, summaries: readonly SeriesSummary[]): readonly (readonly string[])[] {
  switch (result.kind) {
    case 'streams': {
      const entries = entriesOf(result);
      const names = namesOf(entries);
      const rows = entries.map(({ time, line, labels }) => [
        ...[toRfc3339(time), cell(line)],
        ...names.map((name) => cell(labels[name] ?? '')),
      ]);
      return [['time', 'line', ...names.map(cell)], ...rows];
    }
    case 'matrix':
      return seriesRows(summaries);
    case 'vector': {
      const names = namesOf(result.samples);
      const rows = result.samples.map(({ time, value, labels }) => [
        ...[toRfc3339(time), String(value)],
        ...names.map((name) => cell(labels[name] ?? '')),
      ]);
      return [['time', 'value', ...names.map(cell)], ...rows];
    }
    case 'scalar':
      return [
        ['time', 'value'],
        [toRfc3339(result.time), String(result.value)],
      ];
  }
}

function seriesRows(summaries: readonly SeriesSummary[]): readonly (readonly string[])[] {
  const times = new Map<number, string[]>();
  for (const [index, { points }] of summaries.entries()) {
    for (const { time, value } of points) {
      const row = times.get(time) ?? new Array<string>(summaries.length).fill('');
      row[index] = String(value);
      times.set(time, row);
    }
  }
  const rows = [...times].sort(([a], [b]) => a - b).map(([time, values]) => [toRfc3339(time), ...values]);
  return [['time', ...summaries.map(({ labels }) => cell(labelText(labels) || 'value'))], ...rows];
}

function namesOf(rows: readonly { readonly labels: HuntLabels }[]): readonly string[] {
  return [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))].sort();
}

/** Text as a cell: quoted where it must be, and nothing that a spreadsheet would run as a formula. */
function cell(text: string): string {
  const safe = safeText(text);
  const plain = /^[=+\-@]/.test(safe) ? `'${safe}` : safe;
  return /[",]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
