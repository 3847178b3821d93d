import type { EpochMs } from '../../../../model/time.ts';
import { span } from '../../line.ts';
import { type StampWidth, stampIn, stampWidths } from '../../words/times.ts';
import type { Column } from '../table.ts';

type StampPart<Row> = Required<Pick<Column<Row>, 'least' | 'most' | 'widths' | 'cell'>>;

/** The part of a column that tells when something happened: as much as there is room for. */
export function stampColumn<Row>(
  timeOf: (row: Row) => EpochMs | null,
  least: StampWidth = 8,
): StampPart<Row> {
  return {
    least,
    most: 11,
    widths: (rows, now) => stampWidths(rows.map(timeOf), now),
    cell: (row, { now }, width) => span(stampIn(timeOf(row), now, width)),
  };
}
