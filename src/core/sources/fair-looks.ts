import { type DurationMs, SECOND_MS } from '../../model/time.ts';

/** A timer of a process that has its share of the processor is no later than that. */
const LATE_MS: DurationMs = 250;
const MOST_UNFAIR = 5;

/**
 * Looks once a second at who hands lines over, and says which look is fair. Where the whole process had no time (a machine
 * under load, a slow disk), the look itself comes late, and no source could have handed anything over: that it was silent says
 * nothing about it. After five such looks in a row one counts all the same, or a source that hangs would hold up the
 * others for as long as the machine is busy.
 */
export class FairLooks {
  private unfair = 0;

  /** `last`: when the first second begins, in milliseconds of a clock that never goes back. */
  constructor(private last: number) {}

  /** To be called once a second, with the same clock. */
  isFair(now: number): boolean {
    const isLate = now - this.last > SECOND_MS + LATE_MS;
    this.last = now;
    this.unfair = isLate && this.unfair < MOST_UNFAIR ? this.unfair + 1 : 0;
    return this.unfair === 0;
  }
}
