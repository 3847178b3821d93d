/** Room for those that were offered since the last cut, beside twice as many as are wanted: a cut is never for a few. */
const ROOM = 1024;

/** The places with the most, most first; of equal ones those that were offered first. A million offers are cheap. */
export class MostFirst {
  /** Offered, with a score. */
  total = 0;
  private readonly kept: Int32Array;
  /** Of doubles: bytes go beyond 32 bits. */
  private readonly scores: Float64Array;
  private size = 0;
  /** What is offered must have more: what the least has that is kept, once as many are kept as may be. */
  private least: number;

  constructor(private readonly limit: number) {
    this.kept = new Int32Array(2 * limit + ROOM);
    this.scores = new Float64Array(2 * limit + ROOM);
    this.least = limit > 0 ? 0 : Number.POSITIVE_INFINITY;
  }

  offer(place: number, score: number): void {
    this.total += score > 0 ? 1 : 0;
    // Of one that scores as much as the least, the earlier stays.
    if (score > this.least) this.keep(place, score);
  }

  places(): number[] {
    this.cut();
    const { kept, scores } = this;
    const order = Array.from({ length: this.size }, (_, at) => at);
    order.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
    return order.map((at) => kept[at] as number);
  }

  private keep(place: number, score: number): void {
    this.kept[this.size] = place;
    this.scores[this.size] = score;
    this.size++;
    if (this.size === this.kept.length) this.cut();
  }

  /** Lets go of all but the wanted, which stay in the order in which they were offered. */
  private cut(): void {
    const { kept, scores, limit, size } = this;
    if (size <= limit) return;
    const sorted = scores.slice(0, size).sort();
    const least = sorted[size - limit] as number;
    let equals = limit - (size - 1 - sorted.lastIndexOf(least));
    this.size = 0;
    for (let at = 0; at < size; at++) {
      const score = scores[at] as number;
      if (score < least || (score === least && equals-- <= 0)) continue;
      kept[this.size] = kept[at] as number;
      scores[this.size] = score;
      this.size++;
    }
    this.least = least;
  }
}
