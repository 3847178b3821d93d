import type { DurationMs } from '../../model/time.ts';
import { GRACE_MS } from '../limits.ts';
import type { GroupEvent } from './group-event.ts';

/**
 * The latest events of one group in order of their time, within a sliding half-open window `(t - span, t]`:
 * six events at exactly 2 s spacing span 10 s and are not six in 10 s.
 * Late events (within the grace) are put in their place. Bounded: the oldest beyond `capacity` are let go,
 * which never changes whether a threshold up to half of it is reached.
 */
export class Window {
  constructor(
    private readonly span: DurationMs,
    private readonly capacity: number,
    private readonly events: GroupEvent[] = [],
  ) {}

  /** Adds the event and returns its index. */
  add(event: GroupEvent): number {
    const { events } = this;
    let index = events.length;
    while (index > 0 && (events[index - 1] as GroupEvent).time > event.time) index--;
    if (index === events.length) events.push(event);
    else events.splice(index, 0, event);
    return index - this.letGo();
  }

  /** Sum of counts in the fullest window that holds the event at `index`, and that window's events. */
  fullest(index: number): { readonly count: number; readonly first: number; readonly last: number } {
    const last = this.events.length - 1;
    let best = this.endingAt(index);
    for (let end = index + 1; end <= last && this.time(end) < this.time(index) + this.span; end++) {
      const window = this.endingAt(end);
      if (window.count > best.count) best = window;
    }
    return best;
  }

  /** The latest events up to `last` that together count at least `count`: the shortest proof that it was reached. */
  shortest(last: number, count: number): readonly GroupEvent[] {
    let first = last;
    let sum = (this.events[last] as GroupEvent).count;
    while (sum < count && first > 0) {
      first--;
      sum += (this.events[first] as GroupEvent).count;
    }
    return this.events.slice(first, last + 1);
  }

  slice(first: number, last: number): readonly GroupEvent[] {
    return this.events.slice(first, last + 1);
  }

  save(): readonly GroupEvent[] {
    return this.events;
  }

  private endingAt(last: number): { count: number; first: number; last: number } {
    const start = this.time(last) - this.span;
    let first = last;
    let count = (this.events[last] as GroupEvent).count;
    while (first > 0 && this.time(first - 1) > start) {
      first--;
      count += (this.events[first] as GroupEvent).count;
    }
    return { count, first, last };
  }

  private time(index: number): number {
    return (this.events[index] as GroupEvent).time;
  }

  private letGo(): number {
    const { events } = this;
    const oldest = (events[events.length - 1] as GroupEvent).time - this.span - GRACE_MS;
    let gone = Math.max(0, events.length - this.capacity);
    while (gone < events.length - 1 && (events[gone] as GroupEvent).time <= oldest) gone++;
    if (gone > 0) events.splice(0, gone);
    return gone;
  }
}
