/**
 * The places with the most, most first; of equal ones those that were offered first. A heap: a million places are cheap.
 * Places are offered in their order.
 */
export class MostFirst {
  /** Offered, with a score. */
  total = 0;
  private readonly heap: Int32Array;
  /** Of doubles: bytes go beyond 32 bits. */
  private readonly scores: Float64Array;
  private size = 0;
  /** What is offered must have more: what the least has that is kept, once as many are kept as may be. */
  private least: number;

  constructor(private readonly limit: number) {
    this.heap = new Int32Array(limit);
    this.scores = new Float64Array(limit);
    this.least = limit > 0 ? 0 : Number.POSITIVE_INFINITY;
  }

  offer(place: number, score: number): void {
    this.total += score > 0 ? 1 : 0;
    // Of one that scores as much as the least, the earlier stays.
    if (score > this.least) this.take(place, score);
  }

  places(): number[] {
    const { heap, scores } = this;
    const order = Array.from({ length: this.size }, (_, at) => at);
    order.sort(
      (a, b) => (scores[b] as number) - (scores[a] as number) || (heap[a] as number) - (heap[b] as number),
    );
    return order.map((at) => heap[at] as number);
  }

  private take(place: number, score: number): void {
    if (this.size < this.limit) this.rise(place, score);
    else this.sink(place, score);
    if (this.size === this.limit) this.least = this.scores[0] as number;
  }

  private rise(place: number, score: number): void {
    const { heap, scores } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      // Later, and so to go first: also of equal ones.
      if ((scores[parent] as number) < score) break;
      heap[at] = heap[parent] as number;
      scores[at] = scores[parent] as number;
      at = parent;
    }
    heap[at] = place;
    scores[at] = score;
  }

  /** In the place of the least. */
  private sink(place: number, score: number): void {
    const { heap, scores, size } = this;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && this.goesBefore(child + 1, child)) child++;
      const isLess = (scores[child] as number) < score;
      if (!isLess) break;
      heap[at] = heap[child] as number;
      scores[at] = scores[child] as number;
      at = child;
    }
    heap[at] = place;
    scores[at] = score;
  }

  /** Less, or as much and later. */
  private goesBefore(a: number, b: number): boolean {
    const difference = (this.scores[a] as number) - (this.scores[b] as number);
    return difference < 0 || (difference === 0 && (this.heap[a] as number) > (this.heap[b] as number));
  }
}
