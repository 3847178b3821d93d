import type { DurationMs } from '../../../model/time.ts';
import type { GroupBy } from '../groups/group-key.ts';

/** Where a rule finds its state: a table of groups, and its column there. */
export type Place = { readonly table: number; readonly column: number };

export type Table = { readonly groupBy: GroupBy; quietAfter: DurationMs };

/** Gives rules their places. Rules with the same group-by share a table: one look-up an event serves them all. */
export class Placement {
  readonly tables: Table[] = [];
  private readonly columns: number[] = [];

  place(groupBy: GroupBy, timespan: DurationMs): Place {
    const signature = JSON.stringify(groupBy);
    let table = this.tables.findIndex((known) => JSON.stringify(known.groupBy) === signature);
    if (table === -1) table = this.tables.push({ groupBy, quietAfter: 0 }) - 1;
    const entry = this.tables[table] as Table;
    entry.quietAfter = Math.max(entry.quietAfter, timespan);
    const column = this.columns[table] ?? 0;
    this.columns[table] = column + 1;
    return { table, column };
  }
}
