import type { DurationMs } from '../../model/time.ts';
import type { EventCount } from './event-count.ts';
import type { GroupBy } from './group-key.ts';
import type { WindowBounds } from './windows.ts';

/** Where a rule finds its state: a table of groups, and its column there. */
export type Place = { readonly table: number; readonly column: number };

/** A window that rules share which count the same events and forget them alike: as long and as large as any of them needs. */
export type SharedWindow = { readonly column: number } & Mutable<WindowBounds>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export type PlacedWindow = {
  readonly window: SharedWindow;
  /** The first rule of those that share a window: it is the one that adds the event. */
  readonly leads: boolean;
};

export type Table = { readonly groupBy: GroupBy; quietAfter: DurationMs };

type Share = {
  readonly table: number;
  readonly inputs: string;
  resets: string | null;
  readonly window: SharedWindow;
};

/** Gives rules their places. Rules with the same group-by share a table: one look-up an event serves them all. */
export class Placement {
  readonly tables: Table[] = [];
  private readonly columns: number[] = [];
  private readonly shares: Share[] = [];

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

  /** The window of a counting rule: that of a rule which counts the same inputs and, as far as they forget, forgets alike. */
  window(
    { table, column }: Place,
    { count: { span }, capacity }: EventCount,
    inputs: readonly number[],
    resetBy: readonly number[],
  ): PlacedWindow {
    const counts = JSON.stringify([...inputs].sort());
    const forgets = resetBy.length === 0 ? null : JSON.stringify([...resetBy].sort());
    const known = this.shares.find(
      (other) =>
        other.table === table &&
        other.inputs === counts &&
        (!forgets || !other.resets || other.resets === forgets),
    );
    if (!known) {
      const window = { column, span, capacity };
      this.shares.push({ table, inputs: counts, resets: forgets, window });
      return { window, leads: true };
    }
    known.resets ??= forgets;
    known.window.span = Math.max(known.window.span, span);
    known.window.capacity = Math.max(known.window.capacity, capacity);
    return { window: known.window, leads: false };
  }
}
