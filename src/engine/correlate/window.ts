import type { DurationMs, EpochMs } from '../../model/time.ts';
import { GRACE_MS } from '../limits.ts';
import type { GroupEvent } from './group-event.ts';

/** What a window is asked for: how far back, from which sum on nothing changes any more, and whether resets count. */
export type Count = { readonly span: DurationMs; readonly enough: number; readonly sinceReset: boolean };

/**
 * The latest events of one group in order of their time. Rules that count the same events share one: each asks for the
 * sum over its own sliding half-open window `(t - span, t]` (six events at exactly 2 s spacing span 10 s and are
 * not six in 10 s). Late events (within the grace) are put in their place.
 *
 * Bounded: beyond `capacity` the oldest are let go, which never changes whether a threshold up to half of it is reached.
 *
 * There is one for each address that ever failed: it is small, and a count touches as little memory as can be.
 */
export class Window {
  /** Time and count of each event, in turn: counting walks over numbers that lie side by side. */
  private readonly numbers: number[] = [];
  /** Index of the event added last; behind it are only events that are later than it. */
  private latest = 0;
  /** Events before this index came before the last reset. */
  private reset = 0;

  constructor(
    private readonly span: DurationMs,
    private readonly capacity: number,
    private readonly events: GroupEvent[] = [],
  ) {
    for (const { time, count } of events) this.numbers.push(time, count);
    this.latest = events.length - 1;
  }

  add(event: GroupEvent): void {
    const { numbers, events } = this;
    const { time } = event;
    let index = events.length;
    if (index > 0 && this.timeAt(index - 1) > time) {
      while (index > 0 && this.timeAt(index - 1) > time) index--;
      numbers.splice(2 * index, 0, time, event.count);
      events.splice(index, 0, event);
      if (index < this.reset) this.reset++;
    } else {
      numbers.push(time, event.count);
      events.push(event);
    }
    this.latest = index;
    this.letGo();
  }

  /** From now on, counts that are `sinceReset` begin anew. */
  resetCount(): void {
    this.reset = this.events.length;
  }

  /** The highest sum of any window that holds the event added last; may stop counting at `enough`. */
  sum(count: Count): number {
    let best = this.sumEndingAt(this.latest, count);
    if (this.latest === this.events.length - 1) return best;
    const until = this.timeAt(this.latest) + count.span;
    for (let end = this.latest + 1; end < this.events.length && this.timeAt(end) < until; end++) {
      best = Math.max(best, this.sumEndingAt(end, count));
    }
    return best;
  }

  /** The events that a count of the newest window takes in. */
  counted({ span, sinceReset }: Count): readonly GroupEvent[] {
    const start = this.timeAt(this.events.length - 1) - span;
    const least = sinceReset ? this.reset : 0;
    let first = this.events.length;
    while (first > least && this.timeAt(first - 1) > start) first--;
    return this.events.slice(first);
  }

  /**
   * The latest events that together count at least `least`: the shortest proof that it was reached.
   * Written over `into`, because a rule that is true stays true for most of an attack.
   */
  shortest(least: number, into: GroupEvent[]): void {
    let first = this.events.length;
    for (let sum = 0; sum < least && first > 0; ) {
      first--;
      sum += this.numbers[2 * first + 1] as number;
    }
    const length = this.events.length - first;
    while (into.length > length) into.pop();
    for (let at = 0; at < length; at++) into[at] = this.events[first + at] as GroupEvent;
  }

  save(): readonly GroupEvent[] {
    return this.events;
  }

  private sumEndingAt(last: number, { span, enough, sinceReset }: Count): number {
    const { numbers } = this;
    const start = this.timeAt(last) - span;
    const least = sinceReset ? this.reset : 0;
    let sum = 0;
    for (let at = last; at >= least && sum < enough && (numbers[2 * at] as EpochMs) > start; at--) {
      sum += numbers[2 * at + 1] as number;
    }
    return sum;
  }

  private letGo(): void {
    const { numbers, events } = this;
    const length = events.length;
    const oldest = this.timeAt(length - 1) - this.span - GRACE_MS;
    let gone = Math.max(0, length - this.capacity);
    while (this.timeAt(gone) <= oldest) gone++;
    if (gone === 0) return;
    // By hand: `splice` would make an array of what went.
    for (let at = gone; at < length; at++) {
      events[at - gone] = events[at] as GroupEvent;
      numbers[2 * (at - gone)] = numbers[2 * at] as number;
      numbers[2 * (at - gone) + 1] = numbers[2 * at + 1] as number;
    }
    for (let left = gone; left > 0; left--) {
      events.pop();
      numbers.pop();
      numbers.pop();
    }
    this.latest = Math.max(0, this.latest - gone);
    this.reset = Math.max(0, this.reset - gone);
  }

  private timeAt(index: number): EpochMs {
    return this.numbers[2 * index] as EpochMs;
  }
}
