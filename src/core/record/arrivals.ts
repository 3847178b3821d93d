/** More at once are seen when the whole is looked at again. */
const MOST_KEPT = 1024;

/** What came lately, in its order. */
export class Arrivals<Id> {
  /** How many came so far. */
  count = 0;
  private readonly latest: Id[] = [];

  add(id: Id): void {
    this.latest[this.count++ % MOST_KEPT] = id;
  }

  /** The ids that came after the first `count`; null when they are not all remembered. */
  after(count: number): readonly Id[] | null {
    const length = this.count - count;
    if (length > MOST_KEPT) return null;
    return Array.from({ length }, (_, at) => this.latest[(count + at) % MOST_KEPT] as Id);
  }
}
