import type { AlertHead, AlertId } from '../../model/alerts/alert.ts';
import { type DurationMs, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import { GravestFirst } from './gravest-first.ts';
import { InTurn } from './in-turn.ts';

/** An alert that waits longer than this for the store is late: it is written next, and more at a time than else. */
const LATE_MS: DurationMs = 10 * SECOND_MS;
/** A new alert of old lines: no ban and no mail hangs on it, and a machine that others use reads little in ten seconds. */
const LATE_PAST_MS: DurationMs = 30 * SECOND_MS;
/** What old lines add to an alert is written once or twice while they are read: nobody waits for it. */
const LATE_HISTORICAL_MS: DurationMs = MINUTE_MS;
/** When so many wait they count as late, however short they waited: there is no room for all that old lines tell. */
const MOST_TOGETHER = 20_000;

/** Alerts that wait, and when they have waited too long. */
class Waiting {
  private readonly alerts = new InTurn();
  /** What waits for so long is late. */
  private lateSince = Number.NEGATIVE_INFINITY;

  /**
   * `by`: `each` alert is late when it has waited so long itself. Or `all` that wait are late when the first of them is: they
   * are written together, and after that none for as long again.
   */
  constructor(
    private readonly lateAfter: DurationMs,
    private readonly by: 'each' | 'all',
    private readonly stopwatch: () => number,
  ) {}

  get size(): number {
    return this.alerts.size;
  }

  /** Whether one has waited too long. */
  hasLate(): boolean {
    const { longest } = this.alerts;
    const now = this.stopwatch();
    const late = now - this.lateAfter;
    if (this.by === 'each') this.lateSince = late;
    else if (longest <= late || this.size > MOST_TOGETHER) this.lateSince = now;
    return longest <= this.lateSince;
  }

  get ids(): Iterable<AlertId> {
    return this.alerts;
  }

  late(): Iterable<AlertId> {
    return this.hasLate() ? this.alerts.since(this.lateSince) : [];
  }

  has(id: AlertId): boolean {
    return this.alerts.has(id);
  }

  add(id: AlertId): void {
    if (!this.has(id)) this.alerts.add(id, this.stopwatch());
  }

  delete(id: AlertId): boolean {
    return this.alerts.delete(id);
  }
}

/** Which alerts the store has not as they stand, and whose turn it is. */
export class Unstored {
  /** New, worse or acknowledged. */
  private readonly changed = new GravestFirst();
  /** Those, and what only grew: thousands may, at every moment of a large attack. */
  private readonly waiting: Waiting;
  /** New or worse, by old lines alone. */
  private readonly past: Waiting;
  /** Only grown, by old lines alone. */
  private readonly historical: Waiting;
  private readonly all: readonly Waiting[];

  constructor(stopwatch: () => number) {
    this.waiting = new Waiting(LATE_MS, 'each', stopwatch);
    this.past = new Waiting(LATE_PAST_MS, 'all', stopwatch);
    this.historical = new Waiting(LATE_HISTORICAL_MS, 'all', stopwatch);
    this.all = [this.waiting, this.past, this.historical];
  }

  /** How many are more than grown, and not by old lines alone. */
  get news(): number {
    return this.changed.size;
  }

  get size(): number {
    return this.all.reduce((sum, { size }) => sum + size, 0);
  }

  get ids(): AlertId[] {
    return this.all.flatMap(({ ids }) => [...ids]);
  }

  /** One has waited too long. */
  get areLate(): boolean {
    return this.all.some((waiting) => waiting.hasLate());
  }

  has(id: AlertId): boolean {
    return this.all.some((waiting) => waiting.has(id));
  }

  /** Whether the alert waits here as new or worse by old lines alone. */
  hasPast(id: AlertId): boolean {
    return this.past.has(id);
  }

  change({ id, rule }: AlertHead): void {
    this.changed.add(id, rule.level);
    this.wait(id, false);
  }

  /** Notes an alert that changed by lines that were all old when they were read: no ban and no mail depends on it. */
  changeInThePast(id: AlertId): void {
    if (this.waiting.has(id)) return;
    this.historical.delete(id);
    this.past.add(id);
  }

  /** Notes that an alert grew; `isHistorical`: by old lines alone. */
  wait(id: AlertId, isHistorical: boolean): void {
    if (this.waiting.has(id) || (isHistorical && this.past.has(id))) return;
    if (isHistorical) this.historical.add(id);
    else {
      this.past.delete(id);
      this.historical.delete(id);
      this.waiting.add(id);
    }
  }

  /** Whether it was here. */
  delete(id: AlertId): boolean {
    this.changed.delete(id);
    return this.all.some((waiting) => waiting.delete(id));
  }

  /**
   * At most so many: those that changed, the gravest first, then those that only grew, longest first. What has waited too
   * long comes before that, as half of them: in an attack that opens alerts all the time it would never be its turn.
   * `withHistorical`: there is time for what is of old lines, too.
   */
  next(most: number, withHistorical: boolean): AlertId[] {
    const ids = new Set<AlertId>();
    const take = (of: Iterable<AlertId>, upTo: number): void => {
      for (const id of of) {
        if (ids.size >= upTo) return;
        ids.add(id);
      }
    };
    for (const waiting of this.all) take(waiting.late(), most >> 1);
    take(this.changed, most);
    take(this.waiting.ids, most);
    if (withHistorical) for (const { ids: old } of [this.past, this.historical]) take(old, most);
    return [...ids];
  }
}
