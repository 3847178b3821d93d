/** The places with the most, most first; of equal ones the one that was there first. A heap: a million places are cheap. */
export function topPlaces(
  count: number,
  scoreOf: (place: number) => number,
  limit: number,
): { readonly places: readonly number[]; readonly total: number } {
  const heap = new LeastFirst(Math.min(limit, count));
  let total = 0;
  for (let place = 0; place < count; place++) {
    const score = scoreOf(place);
    if (score === 0) continue;
    total++;
    heap.offer(place, score);
  }
  return { places: heap.mostFirst(), total };
}

/** Of all that is offered the most; of equal ones those that were offered first. Places are offered in their order. */
class LeastFirst {
  private readonly places: Int32Array;
  /** Of doubles: bytes go beyond 32 bits. */
  private readonly scores: Float64Array;
  private size = 0;

  constructor(private readonly limit: number) {
    this.places = new Int32Array(limit);
    this.scores = new Float64Array(limit);
  }

  offer(place: number, score: number): void {
    if (this.size < this.limit) this.rise(place, score);
    // Of one that scores as much as the least, the earlier stays.
    else if (this.limit > 0 && score > (this.scores[0] as number)) this.sink(place, score);
  }

  mostFirst(): number[] {
    const { places, scores } = this;
    const order = Array.from({ length: this.size }, (_, at) => at);
    order.sort(
      (a, b) =>
        (scores[b] as number) - (scores[a] as number) || (places[a] as number) - (places[b] as number),
    );
    return order.map((at) => places[at] as number);
  }

  private rise(place: number, score: number): void {
    const { places, scores } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      // Later, and so to go first: also of equal ones.
      if ((scores[parent] as number) < score) break;
      places[at] = places[parent] as number;
      scores[at] = scores[parent] as number;
      at = parent;
    }
    places[at] = place;
    scores[at] = score;
  }

  /** In the place of the least. */
  private sink(place: number, score: number): void {
    const { places, scores, size } = this;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && this.goesBefore(child + 1, child)) child++;
      const isLess = (scores[child] as number) < score;
      if (!isLess) break;
      places[at] = places[child] as number;
      scores[at] = scores[child] as number;
      at = child;
    }
    places[at] = place;
    scores[at] = score;
  }

  /** Less, or as much and later. */
  private goesBefore(a: number, b: number): boolean {
    const difference = (this.scores[a] as number) - (this.scores[b] as number);
    return difference < 0 || (difference === 0 && (this.places[a] as number) > (this.places[b] as number));
  }
}
