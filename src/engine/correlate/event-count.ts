import type { Comparison, CorrelationRule, RuleHead } from '../sigma/spec.ts';
import type { GroupEvent } from './group-event.ts';
import { Window } from './window.ts';

/** What a rule found true: the events that make it so, in order of time. */
export type Firing = {
  readonly events: readonly GroupEvent[];
  /** Sum of their counts: decides the tier. */
  readonly count: number;
  /** The shortest run of latest events that proves it: what a chained rule builds on. */
  readonly proof: readonly GroupEvent[];
};

const HOLDS: Readonly<Record<Comparison, (count: number, value: number) => boolean>> = {
  gt: (count, value) => count > value,
  gte: (count, value) => count >= value,
  lt: (count, value) => count < value,
  lte: (count, value) => count <= value,
  eq: (count, value) => count === value,
  neq: (count, value) => count !== value,
};

/** Upper comparisons need the exact count: that many events a group are kept for them at most. */
const EXACT_CAPACITY = 10_000;

/** How many events in the sliding window. */
export class EventCount {
  private readonly capacity: number;
  private readonly needed: number;

  constructor(
    private readonly condition: CorrelationRule['condition'],
    private readonly timespan: number,
    tiers: RuleHead['tiers'],
  ) {
    const lower = condition.filter(({ op }) => op === 'gt' || op === 'gte');
    this.needed = Math.max(
      1,
      ...lower.map(({ op, value }) => (op === 'gt' ? Math.floor(value) + 1 : Math.ceil(value))),
    );
    const highest = Math.max(this.needed, ...tiers.map(({ gte }) => gte));
    this.capacity =
      lower.length === condition.length ? Math.min(2 * highest + 16, EXACT_CAPACITY) : EXACT_CAPACITY;
  }

  start(saved?: unknown): Window {
    return new Window(this.timespan, this.capacity, saved as GroupEvent[] | undefined);
  }

  accept(window: Window, event: GroupEvent): Firing | null {
    const { count, first, last } = window.fullest(window.add(event));
    if (!this.condition.every(({ op, value }) => HOLDS[op](count, value))) return null;
    return { events: window.slice(first, last), count, proof: window.shortest(last, this.needed) };
  }
}
