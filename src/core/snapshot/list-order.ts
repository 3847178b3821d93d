import { keepFirst } from '../../engine/tally/first-of.ts';

export type Key = number | string;
/** The first that differs decides. */
export type Sort<Item> = readonly ((item: Item) => Key)[];

/** How items are put in order: the smallest key first, reversed the largest; the id decides between equals. */
export type Ordering<Item> = {
  readonly sort: Sort<Item>;
  readonly reverse: boolean;
  readonly id: (item: Item) => string;
};

export type Keyed<Item> = { readonly item: Item; readonly keys: readonly Key[]; readonly id: string };

/** The item with the keys that it is sorted by. */
export function keyed<Item>(item: Item, { sort, id }: Ordering<Item>): Keyed<Item> {
  return { item, keys: sort.map((keyOf) => keyOf(item)), id: id(item) };
}

/** Compares two items by their keys, then by their ids, for `sort`. */
export function comparison<Item>({ reverse }: Pick<Ordering<Item>, 'reverse'>) {
  const sign = reverse ? -1 : 1;
  return (one: Keyed<Item>, other: Keyed<Item>): number => {
    for (let at = 0; at < one.keys.length; at++) {
      const order = compareKeys(one.keys[at] as Key, other.keys[at] as Key);
      if (order !== 0) return sign * order;
    }
    return compareKeys(one.id, other.id);
  };
}

/** Without making a list of its keys: ten thousand of them a few times a second were half of what the core left behind. */
export function compareTo<Item>(
  item: Item,
  { sort, reverse }: Pick<Ordering<Item>, 'sort' | 'reverse'>,
  keys: readonly Key[],
): number {
  for (let at = 0; at < sort.length; at++) {
    const order = compareKeys((sort[at] as Sort<Item>[number])(item), keys[at] as Key);
    if (order !== 0) return reverse ? -order : order;
  }
  return 0;
}

/** Takes items one by one; knows how many of them stand before the selected one, and its neighbours, a bounded number on each side. */
export class Beside<Item> {
  private readonly before: Keyed<Item>[] = [];
  private readonly after: Keyed<Item>[] = [];
  private readonly compare: (one: Keyed<Item>, other: Keyed<Item>) => number;
  private at = 0;
  private isThere = false;

  constructor(
    private readonly selected: Keyed<Item>,
    private readonly most: number,
    private readonly ordering: Ordering<Item>,
  ) {
    this.compare = comparison(ordering);
  }

  add(item: Item): void {
    const { selected, ordering } = this;
    const order = compareTo(item, ordering, selected.keys) || compareKeys(ordering.id(item), selected.id);
    if (order === 0) this.isThere = true;
    else if (order > 0) this.keep(item, this.after, 1);
    else {
      this.at++;
      this.keep(item, this.before, -1);
    }
  }

  /** In order, and where the first of them stands; null when the selected one was not among them. */
  get rows(): { readonly start: number; readonly first: Keyed<Item>[] } | null {
    const { before, selected, after, at } = this;
    if (!this.isThere) return null;
    return { start: at - before.length, first: [...before.toReversed(), selected, ...after] };
  }

  /** Most stand further from it than those that are kept: nothing is made of them. */
  private keep(item: Item, side: Keyed<Item>[], away: 1 | -1): void {
    const { most, ordering, compare } = this;
    const last = side[most - 1];
    if (last !== undefined && away * compareTo(item, ordering, last.keys) > 0) return;
    keepFirst(side, keyed(item, ordering), most, (one, other) => away * compare(one, other));
  }
}

export function compareKeys(one: Key, other: Key): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
