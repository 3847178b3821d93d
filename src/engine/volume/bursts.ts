/** Seconds after a burst until the next can begin. */
const PAUSE_S = 600;
/** What comes each week is remembered, */
const REMEMBERED_S = 8 * 86_400;
/** the latest of it. */
const MOST = 16;
/** A burst is usual when it is not much higher than this many earlier ones. */
const BEFORE = 2;
const HIGHER = 1.5;

type Burst = { last: number; peak: number };
export type SavedBurst = Readonly<Burst>;

/**
 * Bursts that one log has had: jobs that run each hour or night (Ansible, a backup, a rotation) write in a minute what is else
 * written in a day, and that is news once or twice, not 168 times a week.
 */
export class Bursts {
  private bursts: Burst[] = [];

  /** Whether a burst of this height at this time is one that came before, too. */
  isUsual(second: number, count: number): boolean {
    const latest = this.bursts.at(-1);
    if (latest === undefined || second - latest.last > PAUSE_S) {
      this.bursts = this.bursts.filter(({ last }) => second - last <= REMEMBERED_S).slice(1 - MOST);
      this.bursts.push({ last: second, peak: count });
    } else {
      latest.last = Math.max(latest.last, second);
      latest.peak = Math.max(latest.peak, count);
    }
    const before = this.bursts.slice(0, -1);
    return before.filter(({ peak }) => HIGHER * peak >= count).length >= BEFORE;
  }

  save(): SavedBurst[] {
    return this.bursts.map((burst) => ({ ...burst }));
  }

  restore(saved: readonly SavedBurst[]): void {
    this.bursts = saved.map((burst) => ({ ...burst }));
  }
}
