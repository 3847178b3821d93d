import type { AlertHead, AlertId } from '../../model/alert.ts';
import { type DurationMs, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import { GravestFirst } from './gravest-first.ts';

/** What waits longer for the store is late: its turn comes, and more is written. */
const LATE_MS: DurationMs = 10 * SECOND_MS;
/** What old lines add to an alert is written once or twice while they are read: nobody waits for it. */
const LATE_HISTORICAL_MS: DurationMs = MINUTE_MS;

/** Which alerts the store has not as they stand, and whose turn it is. */
export class Unstored {
  /** New, worse or acknowledged. */
  private readonly changed = new GravestFirst();
  /** Those, and what only grew (thousands may, at every moment of a large attack): since when, longest first. */
  private readonly waiting = new Map<AlertId, number>();
  /** What grew by old lines alone. */
  private readonly historical = new Map<AlertId, number>();

  constructor(private readonly stopwatch: () => number) {}

  /** How many are more than grown. */
  get news(): number {
    return this.changed.size;
  }

  get size(): number {
    return this.waiting.size + this.historical.size;
  }

  get ids(): AlertId[] {
    return [...this.waiting.keys(), ...this.historical.keys()];
  }

  /** One has waited too long. */
  get areLate(): boolean {
    return this.isLate(this.waiting, LATE_MS) || this.isLate(this.historical, LATE_HISTORICAL_MS);
  }

  has(id: AlertId): boolean {
    return this.waiting.has(id) || this.historical.has(id);
  }

  change({ id, rule }: AlertHead): void {
    this.changed.add(id, rule.level);
    this.wait(id, false);
  }

  /** It grew; `isHistorical`: by old lines alone. */
  wait(id: AlertId, isHistorical: boolean): void {
    if (this.waiting.has(id)) return;
    if (!isHistorical) this.historical.delete(id);
    const map = isHistorical ? this.historical : this.waiting;
    if (!map.has(id)) map.set(id, this.stopwatch());
  }

  /** Whether it was here. */
  delete(id: AlertId): boolean {
    this.changed.delete(id);
    return this.waiting.delete(id) || this.historical.delete(id);
  }

  /**
   * At most so many: those that changed, the gravest first, then those that only grew, longest first. What has waited too
   * long comes before that, as half of them: in an attack that opens alerts all the time it would never be its turn.
   * `withHistorical`: there is time for what grew by old lines, too.
   */
  next(most: number, withHistorical: boolean): AlertId[] {
    const ids = new Set<AlertId>();
    const take = (of: Iterable<AlertId>, upTo: number): void => {
      for (const id of of) {
        if (ids.size >= upTo) return;
        ids.add(id);
      }
    };
    take(this.late(this.waiting, LATE_MS), most >> 1);
    take(this.late(this.historical, LATE_HISTORICAL_MS), most >> 1);
    take(this.changed, most);
    take(this.waiting.keys(), most);
    if (withHistorical) take(this.historical.keys(), most);
    return [...ids];
  }

  private *late(waiting: ReadonlyMap<AlertId, number>, lateAfter: DurationMs): Iterable<AlertId> {
    const late = this.stopwatch() - lateAfter;
    for (const [id, since] of waiting) {
      if (since > late) return;
      yield id;
    }
  }

  private isLate(waiting: ReadonlyMap<AlertId, number>, lateAfter: DurationMs): boolean {
    const [longest = Number.POSITIVE_INFINITY] = waiting.values();
    return longest <= this.stopwatch() - lateAfter;
  }
}
