import type { DurationMs } from '../../model/time.ts';
import type { Comparison, CorrelationRule, RuleHead } from '../sigma/spec.ts';
import type { GroupEvent, HeldEvent } from './group-event.ts';
import type { Count, WindowId, Windows } from './windows.ts';

/** A rule did not come true with this event. */
export const NOT_FIRED = -1;

/** Comparisons from above need the exact count: that many events a group are kept for them at most. */
export const MOST_EXACT = 10_000;

/** How many events in the sliding window. */
export class EventCount {
  readonly count: Count;
  /** How many events its window must be able to hold. */
  readonly capacity: number;
  private readonly needed: number;
  /** Below this it cannot be true. */
  private readonly least: number;

  constructor(
    private readonly condition: CorrelationRule['condition'],
    span: DurationMs,
    tiers: RuleHead['tiers'],
    sinceReset = false,
  ) {
    const lower = condition.filter(({ op }) => op === 'gt' || op === 'gte');
    this.needed = Math.max(
      1,
      ...lower.map(({ op, value }) => (op === 'gt' ? Math.floor(value) + 1 : Math.ceil(value))),
    );
    this.least = lower.length > 0 ? this.needed : 0;
    const enough = Math.max(this.needed, ...tiers.map(({ gte }) => gte));
    const exact = lower.length < condition.length;
    this.count = { span, least: exact ? 0 : this.least, enough: exact ? MOST_EXACT : enough, sinceReset };
    this.capacity = exact ? MOST_EXACT : Math.min(2 * enough + 16, MOST_EXACT);
  }

  /** The sum of counts that makes the rule true (it decides the tier), or `NOT_FIRED`. */
  judge(windows: Windows, window: WindowId): number {
    if (windows.total(window) < this.least) return NOT_FIRED;
    const sum = windows.sum(window, this.count);
    return this.holds(sum) ? sum : NOT_FIRED;
  }

  /** After it fired with `sum`: the events that make it true, in order of time. */
  events(windows: Windows, window: WindowId, sum: number): HeldEvent[] {
    return windows.counted(window, this.count, sum);
  }

  /** The shortest run of events that made it true when it last was; what a chained rule builds on. Null if it never was. */
  proof(windows: Windows, window: WindowId): GroupEvent[] | null {
    return windows.latestRun(window, this.count, this.needed, this.holds);
  }

  private readonly holds = (sum: number): boolean => {
    for (const { op, value } of this.condition) if (!compare(op, sum, value)) return false;
    return true;
  };
}

export function compare(op: Comparison, sum: number, value: number): boolean {
  switch (op) {
    case 'gt':
      return sum > value;
    case 'gte':
      return sum >= value;
    case 'lt':
      return sum < value;
    case 'lte':
      return sum <= value;
    case 'eq':
      return sum === value;
    case 'neq':
      return sum !== value;
  }
}
