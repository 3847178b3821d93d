import type { DurationMs } from '../../model/time.ts';
import type { Comparison, CorrelationRule, RuleHead } from '../sigma/spec.ts';
import type { GroupEvent } from './group-event.ts';
import type { Count, Window } from './window.ts';

/** A rule did not come true with this event. */
export const NOT_FIRED = -1;

const HOLDS: Readonly<Record<Comparison, (count: number, value: number) => boolean>> = {
  gt: (count, value) => count > value,
  gte: (count, value) => count >= value,
  lt: (count, value) => count < value,
  lte: (count, value) => count <= value,
  eq: (count, value) => count === value,
  neq: (count, value) => count !== value,
};

/** Comparisons from above need the exact count: that many events a group are kept for them at most. */
const EXACT = 10_000;

/** How many events in the sliding window. */
export class EventCount {
  readonly count: Count;
  /** How many events its window must be able to hold. */
  readonly capacity: number;
  private readonly needed: number;

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
    const enough = Math.max(this.needed, ...tiers.map(({ gte }) => gte));
    const exact = lower.length < condition.length;
    this.count = { span, enough: exact ? EXACT : enough, sinceReset };
    this.capacity = exact ? EXACT : Math.min(2 * enough + 16, EXACT);
  }

  /** The sum of counts that makes the rule true (it decides the tier), or `NOT_FIRED`. */
  judge(window: Window): number {
    const sum = window.sum(this.count);
    for (const { op, value } of this.condition) if (!HOLDS[op](sum, value)) return NOT_FIRED;
    return sum;
  }

  /** After it fired: the events that make it true, in order of time. */
  events(window: Window): readonly GroupEvent[] {
    return window.counted(this.count);
  }

  /** After it fired: the shortest run of latest events that proves it; what a chained rule builds on. */
  proof(window: Window, into: GroupEvent[]): void {
    window.shortest(this.needed, into);
  }
}
