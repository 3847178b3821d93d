import type { LinearRegex } from '../../model/lists/filter.ts';
import type { ListPage, ListQuery } from '../../model/lists/list.ts';
import type { Arrivals } from '../record/arrivals.ts';
import { beginning, ListSearch, type Run, type Searched } from './list-search.ts';

export type ListSpec<Item> = Searched<Item> & {
  /** Changes when an item does; the list is not looked at again before that. */
  readonly version: () => unknown;
  /** Given, what is new is listed at once, and the others in the order that they had. */
  readonly arrivals?: Pick<Arrivals<string>, 'count' | 'after'>;
};

/** A run of the items as it was found once: enough for the rows that were asked for. */
type Order<Item> = Run<Item> & {
  readonly asked: string;
  /** How many of the first items were put in order. */
  readonly most: number;
  readonly version: unknown;
  readonly renewAt: number;
  /** How many had arrived. */
  readonly arrived: number;
  /** Where the item that was looked for last stands; it is looked for once. */
  placed: { readonly id: string | null; readonly at: number | null } | null;
};

/** `at`: where the selected item stands; `from`: the first row to hand out. */
type Shown<Item> = { readonly order: Order<Item>; readonly at: number | null; readonly from: number };

/**
 * A window this near the beginning is found in one pass. No more are kept than are asked for: until the next time they
 * outlive V8's room for new objects, ten times a second.
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
  /** Further down: where a selected item stood, or the rows that were asked for. */
  private deep: Order<Item> | null = null;

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(
    private readonly spec: ListSpec<Item>,
    private readonly now: () => number,
  ) {}

  /** `where`: says false of what is never listed; `whereKey` names it. */
  page(
    query: ListQuery,
    regex: LinearRegex | null,
    where: (item: Item) => boolean = () => true,
    whereKey = '',
  ): { readonly page: ListPage; readonly rows: readonly Item[] } {
    const { spec } = this;
    const { filter, sort, reverse, selected: of } = query;
    // An order of the same name is of the same rows.
    const name = JSON.stringify([filter, sort, reverse, whereKey, regex === null]);
    const { order, at, from } = this.around(new ListSearch(spec, { query, regex, where }), name);
    const { total, matching, problem } = order;
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
  private around(search: ListSearch<Item>, asked: string): Shown<Item> {
    const { query } = search.question;
    const most = NEAR.find((near) => query.offset + query.limit <= near);
    if (most === undefined) return this.further(search, asked);
    const order = this.ordered(search, asked, most);
    if (order.problem !== null) return { order, at: null, from: query.offset };
    const at = placeIn(order, search);
    const from = followed(query, at);
    const isNear = from === query.offset || has(order, from, query.limit);
    return isNear ? { order, at, from } : this.further(search, asked);
  }

  private further(search: ListSearch<Item>, asked: string): Shown<Item> {
    const { query } = search.question;
    const start = this.now();
    const version = this.spec.version();
    const known = this.deep;
    if (known?.asked === asked && (known.version === version || start < known.renewAt)) {
      const at = placeIn(known, search);
      const from = followed(query, at);
      if (has(known, from, query.limit)) return { order: known, at, from };
    }
    const arrived = this.spec.arrivals?.count ?? 0;
    const run = search.beside() ?? search.sorted();
    const renewAt = this.renewAt(start);
    const order = { ...run, asked, most: run.first.length, version, arrived, renewAt, placed: null };
    this.deep = order;
    const at = order.problem === null ? placeIn(order, search) : null;
    return { order, at, from: followed(query, at) };
  }

  private ordered(search: ListSearch<Item>, asked: string, most: number): Order<Item> {
    const start = this.now();
    const version = this.spec.version();
    const known = this.order;
    const isEnough = known?.asked === asked && known.most >= most;
    if (isEnough) {
      if (known.version === version) return known;
      if (start < known.renewAt) {
        this.order = this.withArrivals(known, search);
        return this.order;
      }
    }
    const arrived = this.spec.arrivals?.count ?? 0;
    // Of the last time, which is nearly always further back than where the first will end now. Without it, thousands are
    // put among the first only to be put out again.
    const bound = isEnough ? (known.first[most - 1]?.keys ?? null) : null;
    const run = (bound && search.firstBefore(bound, most)) ?? search.first(most);
    this.order = { ...run, asked, most, version, arrived, renewAt: this.renewAt(start), placed: null };
    return this.order;
  }

  /** In a large attack the list is put in order a few times a second; what has just come does not wait for that. */
  private withArrivals(known: Order<Item>, search: ListSearch<Item>): Order<Item> {
    const { spec } = this;
    const ids = spec.arrivals?.after(known.arrived) ?? [];
    const { selected } = search.question.query;
    // To find the place of one further down, all would have to be looked at each time.
    const isNear = selected === null || known.first.some(({ id }) => id === selected);
    if (ids.length === 0 || known.problem !== null || !isNear) return known;
    const items = ids.flatMap((id) => spec.find(id) ?? []);
    const found = search.withMore(known, items, known.most);
    return { ...known, ...found, arrived: known.arrived + ids.length, placed: null };
  }

  private renewAt(start: number): number {
    const end = this.now();
    return start + (end - start) * IDLE_PER_COST;
  }
}

function placeIn<Item>(order: Order<Item>, search: ListSearch<Item>): number | null {
  const { selected } = search.question.query;
  if (order.placed === null || order.placed.id !== selected)
    order.placed = { id: selected, at: search.placeOf(order) };
  return order.placed.at;
}

/** Which rows are handed out: those that were asked for, or those around the selected item when it has left them. */
function followed({ offset, limit }: ListQuery, at: number | null): number {
  return at === null || (at >= offset && at < offset + limit) ? offset : Math.max(0, at - (limit >> 1));
}

/** Whether these rows are among those that are kept in order. */
function has<Item>({ start, first, matching }: Order<Item>, from: number, limit: number): boolean {
  const begin = beginning(from, limit, matching);
  return begin >= start && Math.min(begin + limit, matching) <= start + first.length;
}
