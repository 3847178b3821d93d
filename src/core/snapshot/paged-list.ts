import { keepFirst } from '../../engine/tally/first-of.ts';
import { compileFilter, type Fields, type LinearRegex } from '../../model/lists/filter.ts';
import type { ListPage, ListQuery } from '../../model/lists/list.ts';
import type { Arrivals } from '../record/arrivals.ts';
import {
  Beside,
  compareKeys,
  compareTo,
  comparison,
  type Key,
  type Keyed,
  keyed,
  type Ordering,
  type Sort,
} from './list-order.ts';

export type ListSpec<Item> = {
  readonly items: () => Iterable<Item>;
  /** Changes when an item does; the list is not looked at again before that. */
  readonly version: () => unknown;
  readonly id: (item: Item) => string;
  readonly find: (id: string) => Item | null;
  /** Given, what is new is listed at once, and the others in the order that they had. */
  readonly arrivals?: Pick<Arrivals<string>, 'count' | 'after'>;
  readonly fields: Fields<Item>;
  /** The orders of the list by name: the smallest key comes first, the id decides between equals. */
  readonly sorts: Readonly<Record<string, Sort<Item>>>;
};

type Found<Item> = {
  total: number;
  matching: number;
  /** A run of the items in order: enough for the rows that were asked for. */
  readonly first: Keyed<Item>[];
};

type Order<Item> = Readonly<Found<Item>> & {
  readonly asked: string;
  /** Where the first of these stands among all. */
  readonly start: number;
  /** How many of the first items were put in order. */
  readonly most: number;
  readonly version: unknown;
  readonly renewAt: number;
  readonly problem: string | null;
  /** How many had arrived. */
  readonly arrived: number;
  /** Where the item that was looked for last stands; it is looked for once. */
  placed: { readonly id: string | null; readonly at: number | null } | null;
};

type Built<Item> = Pick<Order<Item>, 'total' | 'matching' | 'first' | 'start' | 'problem'>;

/**
 * A window this near the beginning is found in one pass. No more are kept than are asked for: until the next time they
 * outlive V8's room for new objects, ten times a second.
 */
const NEAR = [100, 400] as const;
/** In one pass, too, what stands beside an item wherever it is; else all are sorted. So many more than are asked for are kept. */
const BESIDE = 100;
/** A list is put in order again at most so often that it takes a twentieth of the core. */
const IDLE_PER_COST = 20;
const NO_PAGE: Omit<ListPage, 'total' | 'of' | 'order'> = {
  ids: [],
  offset: 0,
  matching: 0,
  at: null,
  problem: null,
};

/** One list of the console: filtered, sorted, and no more of it handed out than the screen shows. */
export class PagedList<Item> {
  private order: Order<Item> | null = null;
  /** Further down: where a selected item stood, or the rows that were asked for. */
  private deep: Order<Item> | null = null;

  constructor(
    private readonly spec: ListSpec<Item>,
    private readonly now: () => number,
  ) {}

  /** `where`: what is never listed; `whereKey` names it. */
  page(
    query: ListQuery,
    regex: LinearRegex | null,
    where: (item: Item) => boolean = () => true,
    whereKey = '',
  ): { readonly page: ListPage; readonly rows: readonly Item[] } {
    const { spec } = this;
    const { order, at, from } = this.around(query, regex, where, whereKey);
    const { total, matching, problem } = order;
    const { filter, sort, reverse, selected: of } = query;
    const asked = { order: { filter, sort, reverse }, of };
    if (problem !== null) return { page: { ...NO_PAGE, ...asked, total, problem }, rows: [] };
    const offset = beginning(from, query.limit, matching);
    const window = order.first.slice(offset - order.start, offset - order.start + query.limit);
    // An item may have changed since the list was put in order, or be gone.
    const rows = window.map(({ item, id }) => spec.find(id) ?? item);
    const ids = window.map(({ id }) => id);
    return { page: { ...asked, ids, offset, matching, total, at, problem }, rows };
  }

  /**
   * The rows that were asked for; when the selected item has left them, those around it instead: whoever asks follows
   * it, and would come too late each time where the order changes all the time.
   */
  private around(
    query: ListQuery,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
    whereKey: string,
  ): { readonly order: Order<Item>; readonly at: number | null; readonly from: number } {
    const most = NEAR.find((near) => query.offset + query.limit <= near);
    if (most === undefined) return this.further(query, regex, where, whereKey);
    const order = this.ordered(query, regex, where, whereKey, most);
    if (order.problem !== null) return { order, at: null, from: query.offset };
    const at = this.place(query, order, regex, where);
    const from = followed(query, at);
    const isNear = from === query.offset || has(order, from, query.limit);
    return isNear ? { order, at, from } : this.further(query, regex, where, whereKey);
  }

  private further(
    query: ListQuery,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
    whereKey: string,
  ): { readonly order: Order<Item>; readonly at: number | null; readonly from: number } {
    const asked = this.asked(query, regex, whereKey);
    const start = this.now();
    const version = this.spec.version();
    const known = this.deep;
    if (known?.asked === asked && (known.version === version || start < known.renewAt)) {
      const at = this.place(query, known, regex, where);
      const from = followed(query, at);
      if (has(known, from, query.limit)) return { order: known, at, from };
    }
    const arrived = this.spec.arrivals?.count ?? 0;
    const built = this.beside(query, regex, where) ?? this.sorted(query, regex, where);
    const renewAt = start + (this.now() - start) * IDLE_PER_COST;
    const order = { ...built, asked, most: built.first.length, version, arrived, renewAt, placed: null };
    this.deep = order;
    const at = order.problem === null ? this.place(query, order, regex, where) : null;
    return { order, at, from: followed(query, at) };
  }

  /** Only what stands near the selected item is kept; null when that is not listed. */
  private beside(
    query: ListQuery,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
  ): Built<Item> | null {
    const selected = query.selected === null ? null : this.spec.find(query.selected);
    if (selected === null) return null;
    const ordering = this.orderingOf(query);
    const found = { total: 0, matching: 0 };
    const beside = new Beside<Item>(keyed(selected, ordering), query.limit + BESIDE, ordering);
    const items = this.spec.items();
    const problem = this.eachMatching(items, query, regex, where, found, (item) => beside.add(item));
    return beside.rows && { ...found, ...beside.rows, problem };
  }

  private sorted(query: ListQuery, regex: LinearRegex | null, where: (item: Item) => boolean): Built<Item> {
    const ordering = this.orderingOf(query);
    const found = { total: 0, matching: 0 };
    const all: Keyed<Item>[] = [];
    const problem = this.eachMatching(this.spec.items(), query, regex, where, found, (item) => {
      all.push(keyed(item, ordering));
    });
    all.sort(comparison(ordering));
    const start = Math.max(0, beginning(query.offset, query.limit, all.length) - BESIDE);
    return { ...found, first: all.slice(start, start + query.limit + 2 * BESIDE), start, problem };
  }

  /** Counts those that are listed and those that match; returns what is wrong with the filter, if anything is. */
  private eachMatching(
    items: Iterable<Item>,
    query: ListQuery,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
    found: Pick<Found<Item>, 'total' | 'matching'>,
    use: (item: Item) => void,
  ): string | null {
    const filter = compileFilter(query.filter, this.spec.fields, regex ?? loading);
    for (const item of items) {
      if (!where(item)) continue;
      found.total++;
      if (!filter.ok || !filter.matches(item)) continue;
      found.matching++;
      use(item);
    }
    return filter.ok ? null : filter.problem;
  }

  /** An order of the same name is of the same rows. */
  private asked({ filter, sort, reverse }: ListQuery, regex: LinearRegex | null, whereKey: string): string {
    return JSON.stringify([filter, sort, reverse, whereKey, regex === null]);
  }

  private ordered(
    query: ListQuery,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
    whereKey: string,
    most: number,
  ): Order<Item> {
    const asked = this.asked(query, regex, whereKey);
    const start = this.now();
    const version = this.spec.version();
    const known = this.order;
    const isEnough = known?.asked === asked && known.most >= most;
    if (isEnough) {
      if (known.version === version) return known;
      if (start < known.renewAt) {
        this.order = this.withArrivals(known, query, regex, where);
        return this.order;
      }
    }
    const arrived = this.spec.arrivals?.count ?? 0;
    // Of the last time, which is nearly always further back than where the first will end now: what stands behind it
    // needs no look. Without it, thousands are put among the first only to be put out again.
    const bound = isEnough ? (known.first[most - 1]?.keys ?? null) : null;
    const built = this.near(bound, query, regex, where, most) ?? this.build(query, regex, where, most);
    const cost = this.now() - start;
    const renewAt = start + cost * IDLE_PER_COST;
    this.order = { ...built, asked, most, version, arrived, renewAt, placed: null };
    return this.order;
  }

  /** In a large attack the list is put in order a few times a second; what has just come does not wait for that. */
  private withArrivals(
    known: Order<Item>,
    query: ListQuery,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
  ): Order<Item> {
    const { spec } = this;
    const ids = spec.arrivals?.after(known.arrived) ?? [];
    const { selected } = query;
    // To find the place of one further down, all would have to be looked at each time.
    const isNear = selected === null || known.first.some(({ id }) => id === selected);
    if (ids.length === 0 || known.problem !== null || !isNear) return known;
    const found = { total: known.total, matching: known.matching, first: [...known.first] };
    const items = ids.flatMap((id) => spec.find(id) ?? []);
    this.search(items, found, query, regex, where, known.most);
    return { ...known, ...found, arrived: known.arrived + ids.length, placed: null };
  }

  /** The first, when all of them stand before the bound; else null. */
  private near(
    bound: readonly Key[] | null,
    query: ListQuery,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
    most: number,
  ): Built<Item> | null {
    if (bound === null) return null;
    const found: Found<Item> = { total: 0, matching: 0, first: [] };
    const problem = this.search(this.spec.items(), found, query, regex, where, most, bound);
    return found.first.length < Math.min(most, found.matching) ? null : { ...found, start: 0, problem };
  }

  private build(
    query: ListQuery,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
    most: number,
  ): Built<Item> {
    const found: Found<Item> = { total: 0, matching: 0, first: [] };
    const problem = this.search(this.spec.items(), found, query, regex, where, most);
    return { ...found, start: 0, problem };
  }

  /** Adds what is found among the items, before the bound; what is wrong with the filter, if anything is. */
  private search(
    items: Iterable<Item>,
    found: Found<Item>,
    query: ListQuery,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
    most: number,
    bound: readonly Key[] | null = null,
  ): string | null {
    const ordering = this.orderingOf(query);
    const compare = comparison<Item>(query);
    const { first } = found;
    return this.eachMatching(items, query, regex, where, found, (item) => {
      const last = first[most - 1]?.keys ?? bound;
      // Most of a long list stands behind what is asked for: nothing is made of those.
      if (last !== null && compareTo(item, ordering, last) > 0) return;
      keepFirst(first, keyed(item, ordering), most, compare);
    });
  }

  private place(
    query: ListQuery,
    order: Order<Item>,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
  ): number | null {
    if (order.placed?.id !== query.selected || order.placed === null)
      order.placed = { id: query.selected, at: this.placeOf(query, order, regex, where) };
    return order.placed.at;
  }

  /** Where the selected item stands among all that match; null when it does not, or is gone. */
  private placeOf(
    query: ListQuery,
    order: Order<Item>,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
  ): number | null {
    const { spec } = this;
    const among = order.first.findIndex(({ id }) => id === query.selected);
    if (among !== -1) return order.start + among;
    const selected = query.selected === null ? null : spec.find(query.selected);
    if (selected === null || order.first.length === order.matching) return null;
    const filter = compileFilter(query.filter, spec.fields, regex ?? loading);
    if (!filter.ok || !where(selected) || !filter.matches(selected)) return null;
    const ordering = this.orderingOf(query);
    const { keys, id } = keyed(selected, ordering);
    let before = 0;
    for (const item of spec.items()) {
      if (!where(item) || !filter.matches(item)) continue;
      if ((compareTo(item, ordering, keys) || compareKeys(spec.id(item), id)) < 0) before++;
    }
    return before;
  }

  private orderingOf({ sort, reverse }: ListQuery): Ordering<Item> {
    const { sorts, id } = this.spec;
    return { sort: sorts[sort] ?? Object.values(sorts)[0] ?? [], reverse, id };
  }
}

/** Which rows are handed out: those that were asked for, or those around the selected item when it has left them. */
function followed({ offset, limit }: ListQuery, at: number | null): number {
  return at === null || (at >= offset && at < offset + limit) ? offset : Math.max(0, at - (limit >> 1));
}

/** The last rows stand for what is further down. */
function beginning(from: number, limit: number, matching: number): number {
  return Math.max(0, Math.min(from, matching - limit));
}

/** Whether these rows are among those that are kept in order. */
function has<Item>({ start, first, matching }: Order<Item>, from: number, limit: number): boolean {
  const begin = beginning(from, limit, matching);
  return begin >= start && Math.min(begin + limit, matching) <= start + first.length;
}

function loading(): never {
  throw new Error('regular expressions are being loaded');
}
