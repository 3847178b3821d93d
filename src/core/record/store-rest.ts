import { type DurationMs, SECOND_MS } from '../../model/time.ts';

/** Nothing rests longer than this, so that a new alert is in the store within a second of its line. */
const LONGEST_REST_MS: DurationMs = SECOND_MS / 2;
/** But where the store is slow the rest is so many times what it took: detection has most of the time. */
const LEAST_REST_PER_COST = 5;
/** While nothing is read, what waits is written half of the time: whoever leaves then has not to wait for it. */
const IDLE_REST_PER_COST = 1;

/** How long nothing is written after something was: reading and screens have the time. */
export class StoreRest {
  private until = Number.NEGATIVE_INFINITY;

  constructor(private readonly stopwatch: () => number) {}

  /** The earliest moment from `at` on at which something may be written. */
  from(at: number): number {
    return Math.max(at, this.until);
  }

  /** Nothing is written by itself for `wanted` times as long as what was done since `started` took. */
  begin(started: number, isReading: boolean, wanted = 0): void {
    const now = this.stopwatch();
    const took = now - started;
    const isNeeded = isReading || took > LONGEST_REST_MS;
    const perCost = Math.max(wanted, isNeeded ? LEAST_REST_PER_COST : IDLE_REST_PER_COST);
    const rest = Math.min(took * perCost, Math.max(LONGEST_REST_MS, took * LEAST_REST_PER_COST));
    this.until = this.from(now + rest);
  }
}
