/** The places with the most, most first; of equal ones the one that was there first. A heap: a million places are cheap. */
export function topPlaces(
  count: number,
  scoreOf: (place: number) => number,
  limit: number,
): { readonly places: readonly number[]; readonly total: number } {
  /** Least first. */
  const heap: number[] = [];
  const scores: number[] = [];
  let total = 0;
  for (let place = 0; place < count; place++) {
    const score = scoreOf(place);
    if (score === 0) continue;
    total++;
    if (heap.length < limit) {
      heap.push(place);
      scores.push(score);
      rise(heap, scores, heap.length - 1);
    } else if (limit > 0 && score > (scores[0] as number)) {
      heap[0] = place;
      scores[0] = score;
      sink(heap, scores);
    }
  }
  const order = heap.map((place, index) => ({ place, score: scores[index] as number }));
  order.sort((a, b) => b.score - a.score || a.place - b.place);
  return { places: order.map(({ place }) => place), total };
}

/** Whether the entry at `a` is to go before the one at `b`: less, or as much and later. */
function isLess(heap: readonly number[], scores: readonly number[], a: number, b: number): boolean {
  const difference = (scores[a] as number) - (scores[b] as number);
  return difference < 0 || (difference === 0 && (heap[a] as number) > (heap[b] as number));
}

function rise(heap: number[], scores: number[], from: number): void {
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isLess(heap, scores, at, parent)) return;
    swap(heap, scores, at, parent);
    at = parent;
  }
}

function sink(heap: number[], scores: number[]): void {
  let at = 0;
  for (;;) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2]) {
      if (child < heap.length && isLess(heap, scores, child, least)) least = child;
    }
    if (least === at) return;
    swap(heap, scores, at, least);
    at = least;
  }
}

function swap(heap: number[], scores: number[], a: number, b: number): void {
  [heap[a], heap[b]] = [heap[b] as number, heap[a] as number];
  [scores[a], scores[b]] = [scores[b] as number, scores[a] as number];
}
