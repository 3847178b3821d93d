/** When more items than this are wanted, putting each in its place would move too many others: then all are sorted. */
const FEW = 1000;

/** The first `count` in order; a few, without sorting all of them. */
export function firstOf<T>(items: Iterable<T>, count: number, compare: (a: T, b: T) => number): T[] {
  if (count > FEW) return [...items].sort(compare).slice(0, count);
  const first: T[] = [];
  for (const item of items) keepFirst(first, item, count, compare);
  return first;
}

/** Puts the item among the `first`, which are in order and at most so many. */
export function keepFirst<T>(first: T[], item: T, most: number, compare: (a: T, b: T) => number): void {
  const last = first[most - 1];
  if (last !== undefined && compare(item, last) >= 0) return;
  let low = 0;
  let high = first.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(item, first[middle] as T) < 0) high = middle;
    else low = middle + 1;
  }
  first.splice(low, 0, item);
  if (first.length > most) first.pop();
}
