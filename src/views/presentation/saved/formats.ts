import { safeJson, safeText } from '../../../platform/safe-text.ts';
import type { SavedRecord } from './records.ts';

export const SAVED_FORMATS = ['csv', 'ndjson'] as const;
export type SavedFormat = (typeof SAVED_FORMATS)[number];

type Cells = ReadonlyMap<string, unknown>;

/**
 * What a spreadsheet would run: an apostrophe before it makes it text. After a semicolon too, which parts cells where the
 * comma stands in decimals; quotes there are no part of the cell.
 */
const FORMULA = /((?:^|;)[ "]*)(?=[=+\-@|%＝＋－＠])/g;

/** More columns of labels than a sheet is read with: then they stand in one. */
const MOST_LABELS = 60;

export function savedText(records: readonly SavedRecord[], format: SavedFormat): string {
  const lines = format === 'csv' ? csvLines(records) : records.map((record) => safeJson(record));
  return lines.map((line) => `${line}\n`).join('');
}

/** As RFC 4180 has it; labels as columns of their own. */
function csvLines(records: readonly SavedRecord[]): readonly string[] {
  const names = new Set(records.flatMap((record) => [...flat(record, true).keys()]));
  const isWide = names.size <= MOST_LABELS;
  const rows: readonly Cells[] = records.map((record) => flat(record, isWide));
  const columns = isWide ? [...names] : [...new Set(rows.flatMap((row) => [...row.keys()]))];
  return [columns, ...rows.map((row) => columns.map((name) => row.get(name)))].map((cells) =>
    cells.map(cell).join(','),
  );
}

function flat(record: SavedRecord, isWide: boolean): Cells {
  const cells = new Map<string, unknown>();
  for (const [name, value] of Object.entries(record)) {
    if (!isWide || typeof value !== 'object' || value === null || Array.isArray(value))
      cells.set(name, value);
    else for (const [key, own] of Object.entries(value)) cells.set(`${name}.${key}`, own);
  }
  return cells;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = safeText(typeof value === 'string' ? value : listed(value));
  const tame = text.replace(FORMULA, "$1'");
  return /[",;\s]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

function listed(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : safeJson(value);
}
