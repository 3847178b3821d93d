import { keepFirst } from '../../engine/tally/first-of.ts';
import { compileFilter, type Fields, type LinearRegex } from '../../model/filter.ts';
import type { ListPage, ListQuery } from '../../model/list.ts';
import type { Arrivals } from '../record/arrivals.ts';

export type ListSpec<Item> = {
  readonly items: () => Iterable<Item>;
  /** Changes when an item does; the list is not looked at again before that. */
  readonly version: () => unknown;
  readonly id: (item: Item) => string;
  readonly find: (id: string) => Item | null;
  /** Given, what is new is listed at once, and the others in the order that they had. */
  readonly arrivals?: Pick<Arrivals<string>, 'count' | 'after'>;
  readonly fields: Fields<Item>;
  /** By what the list can be sorted; the smallest key comes first, the id decides between equals. */
  readonly sorts: Readonly<Record<string, Sort<Item>>>;
};

type Key = number | string;
/** The first that differs decides. */
export type Sort<Item> = readonly ((item: Item) => Key)[];

type Keyed<Item> = { readonly item: Item; readonly keys: readonly Key[]; readonly id: string };

type Found<Item> = {
  total: number;
  matching: number;
  /** The first of them, or all: enough for the rows that were asked for. */
  readonly first: Keyed<Item>[];
};

type Order<Item> = Readonly<Found<Item>> & {
  readonly asked: string;
  /** So many of the first are in order. */
  readonly most: number;
  readonly version: unknown;
  readonly renewAt: number;
  readonly problem: string | null;
  /** How many had arrived. */
  readonly arrived: number;
};

/**
 * A window this near the beginning is found in one pass; a deeper one needs all of them sorted. No more are kept than are
 * asked for: until the next time they outlive V8's room for new objects, ten times a second.
 */
const NEAR = [100, 400] as const;
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
  private placed: {
    readonly order: Order<Item>;
    readonly id: string | null;
    readonly at: number | null;
  } | null = null;

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
    const offset = Math.max(0, Math.min(from, matching - query.limit));
    const window = order.first.slice(offset, offset + query.limit);
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
    const order = this.ordered(query, regex, where, whereKey);
    const { offset, limit, selected } = query;
    const at = selected === null || order.problem !== null ? null : this.place(query, order, regex, where);
    if (at === null || (at >= offset && at < offset + limit)) return { order, at, from: offset };
    const from = Math.max(0, at - Math.floor(limit / 2));
    if (Math.min(from + limit, order.matching) <= order.first.length) return { order, at, from };
    const deeper = this.ordered({ ...query, offset: from }, regex, where, whereKey);
    const there = this.place(query, deeper, regex, where) ?? at;
    return { order: deeper, at: there, from: Math.max(0, there - Math.floor(limit / 2)) };
  }

  private ordered(
    query: ListQuery,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
    whereKey: string,
  ): Order<Item> {
    const most = NEAR.find((near) => query.offset + query.limit <= near) ?? Number.POSITIVE_INFINITY;
    const asked = JSON.stringify([query.filter, query.sort, query.reverse, whereKey, regex === null]);
    const start = this.now();
    const version = this.spec.version();
    const known = this.order;
    const isEnough = known?.asked === asked && known.most >= most;
    if (isEnough) {
      if (known.version === version) return known;
      if (start < known.renewAt) {
        this.order =
          known.most === Number.POSITIVE_INFINITY ? known : this.withArrivals(known, query, regex, where);
        return this.order;
      }
    }
    const arrived = this.spec.arrivals?.count ?? 0;
    // Of the last time, which is nearly always further back than where the first will end now: what stands behind it
    // needs no look. Without it, thousands are put among the first only to be put out again.
    const bound = isEnough ? (known.first[most - 1]?.keys ?? null) : null;
    const built = this.near(bound, query, regex, where, most) ?? this.build(query, regex, where, most);
    const cost = this.now() - start;
    this.order = { ...built, asked, most, version, arrived, renewAt: start + cost * IDLE_PER_COST };
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
    return { ...known, ...found, arrived: known.arrived + ids.length };
  }

  /** The first, when all of them stand before the bound; else null. */
  private near(
    bound: readonly Key[] | null,
    query: ListQuery,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
    most: number,
  ): (Found<Item> & Pick<Order<Item>, 'problem'>) | null {
    if (bound === null) return null;
    const found: Found<Item> = { total: 0, matching: 0, first: [] };
    const problem = this.search(this.spec.items(), found, query, regex, where, most, bound);
    return found.first.length < Math.min(most, found.matching) ? null : { ...found, problem };
  }

  private build(
    query: ListQuery,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
    most: number,
  ): Found<Item> & Pick<Order<Item>, 'problem'> {
    const found: Found<Item> = { total: 0, matching: 0, first: [] };
    const problem = this.search(this.spec.items(), found, query, regex, where, most);
    if (most === Number.POSITIVE_INFINITY) found.first.sort(comparison(query));
    return { ...found, problem };
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
    const filter = compileFilter(query.filter, this.spec.fields, regex ?? loading);
    const compare = comparison<Item>(query);
    const sort = this.sortOf(query);
    const { first } = found;
    const sign = query.reverse ? -1 : 1;
    for (const item of items) {
      if (!where(item)) continue;
      found.total++;
      if (!filter.ok || !filter.matches(item)) continue;
      found.matching++;
      const last = first[most - 1]?.keys ?? bound;
      // Most of a long list stands behind what is asked for: nothing is made of those.
      if (last !== null && sign * compareTo(item, sort, last) > 0) continue;
      const keyed = { item, keys: keysOf(item, sort), id: this.spec.id(item) };
      if (most === Number.POSITIVE_INFINITY) first.push(keyed);
      else keepFirst(first, keyed, most, compare);
    }
    return filter.ok ? null : filter.problem;
  }

  /** Looked for once in each order. */
  private place(
    query: ListQuery,
    order: Order<Item>,
    regex: LinearRegex | null,
    where: (item: Item) => boolean,
  ): number | null {
    const known = this.placed;
    if (known?.order === order && known.id === query.selected) return known.at;
    const at = this.placeOf(query, order, regex, where);
    this.placed = { order, id: query.selected, at };
    return at;
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
    if (among !== -1) return among;
    const selected = query.selected === null ? null : spec.find(query.selected);
    if (selected === null || order.first.length === order.matching) return null;
    const filter = compileFilter(query.filter, spec.fields, regex ?? loading);
    if (!filter.ok || !where(selected) || !filter.matches(selected)) return null;
    const sort = this.sortOf(query);
    const sign = query.reverse ? -1 : 1;
    const keys = keysOf(selected, sort);
    const id = spec.id(selected);
    let before = 0;
    for (const item of spec.items()) {
      if (!where(item) || !filter.matches(item)) continue;
      if ((sign * compareTo(item, sort, keys) || compareKeys(spec.id(item), id)) < 0) before++;
    }
    return before;
  }

  private sortOf({ sort }: ListQuery): Sort<Item> {
    const { sorts } = this.spec;
    return sorts[sort] ?? Object.values(sorts)[0] ?? [];
  }
}

function comparison<Item>({ reverse }: ListQuery): (one: Keyed<Item>, other: Keyed<Item>) => number {
  const sign = reverse ? -1 : 1;
  return (one, other) => {
    for (let at = 0; at < one.keys.length; at++) {
      const order = compareKeys(one.keys[at] as Key, other.keys[at] as Key);
      if (order !== 0) return sign * order;
    }
    return compareKeys(one.id, other.id);
  };
}

function keysOf<Item>(item: Item, sort: Sort<Item>): readonly Key[] {
  return sort.map((keyOf) => keyOf(item));
}

/** Without making a list of its keys: ten thousand of them a few times a second were half of what the core left behind. */
function compareTo<Item>(item: Item, sort: Sort<Item>, keys: readonly Key[]): number {
  for (let at = 0; at < sort.length; at++) {
    const order = compareKeys((sort[at] as Sort<Item>[number])(item), keys[at] as Key);
    if (order !== 0) return order;
  }
  return 0;
}

function compareKeys(one: Key, other: Key): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function loading(): never {
  throw new Error('regular expressions are being loaded');
}
