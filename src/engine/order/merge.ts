import type { LogEvent } from '../../model/log-event.ts';
import type { SourceId } from '../../model/log-record.ts';
import type { EpochMs } from '../../model/time.ts';

/**
 * `busy`: more is on its way, wait for it. `behind`: so much is on its way that nobody waits. `idle`: nothing for now.
 * `ended`: nothing ever again.
 */
type LaneState = 'busy' | 'behind' | 'idle' | 'ended';
/** In the order in which the sources were opened, which decides between events of equal time. */
export type SavedLanes = readonly {
  readonly source: SourceId;
  readonly state: LaneState;
  readonly queue: readonly LogEvent[];
}[];

type Lane = {
  readonly source: SourceId;
  /** The how-manieth source that was opened: between events of equal time, the lower one goes first. */
  readonly order: number;
  state: LaneState;
  queue: LogEvent[];
  head: number;
};

/**
 * Puts the events of several sources in order of their time, while each source keeps its own order.
 * An event goes out when every busy source has one waiting, so a source at its end never holds up the others.
 * A folder may hold tens of thousands of logs: only those with waiting events cost anything.
 */
export class EventMerger {
  /** Sources whose last waiting event went out since this was emptied. */
  readonly caughtUp: SourceId[] = [];
  private readonly lanes = new Map<SourceId, Lane>();
  /** Lanes with waiting events, as a heap: on top the one whose next event goes first. */
  private readonly heap: Lane[] = [];
  private opened = 0;
  private queued = 0;
  /** How many busy lanes have no event to compare: all others wait for these. */
  private awaited = 0;
  private ended = 0;

  constructor(private readonly out: (event: LogEvent) => void) {}

  open(source: SourceId): void {
    if (this.lanes.has(source)) this.setState(source, 'busy');
    else this.add(source, 'busy', []);
  }

  /** Takes the event; it goes straight out when no other source is open. */
  push(source: SourceId, event: LogEvent): void {
    if (this.lanes.size === 1) {
      this.out(event);
      return;
    }
    const lane = this.lane(source);
    lane.queue.push(event);
    this.queued++;
    if (lane.queue.length - lane.head === 1) this.enter(lane);
  }

  setState(source: SourceId, state: LaneState): void {
    const lane = this.lane(source);
    // It has not caught up before it says that it is idle.
    if (lane.state === 'behind' && state === 'busy') return;
    if (isAwaited(lane)) this.awaited--;
    if (lane.state === 'ended') this.ended--;
    lane.state = state;
    if (state === 'ended') this.ended++;
    if (isAwaited(lane)) this.awaited++;
  }

  /** Forgets a source that has no waiting events. */
  close(source: SourceId): void {
    const lane = this.lanes.get(source);
    if (lane !== undefined && isAwaited(lane)) this.awaited--;
    if (lane?.state === 'ended') this.ended--;
    this.lanes.delete(source);
  }

  waiting(source: SourceId): number {
    const { queue, head } = this.lane(source);
    return queue.length - head;
  }

  /** Waiting events of all sources. */
  get allWaiting(): number {
    return this.queued;
  }

  /** Nothing will ever come again. */
  get hasEnded(): boolean {
    return this.heap.length === 0 && this.ended === this.lanes.size;
  }

  /** Lets out every event that nothing earlier can precede any more. */
  drain(): void {
    while (this.awaited === 0) {
      const [lane] = this.heap;
      if (lane === undefined) return;
      const other = this.second();
      do {
        this.out(lane.queue[lane.head] as LogEvent);
        lane.head++;
        this.queued--;
      } while (lane.head < lane.queue.length && (other === null || goesBefore(lane, other)));
      if (lane.head < lane.queue.length) this.sink(lane);
      else this.leave(lane);
    }
  }

  save(): SavedLanes {
    return Array.from(this.lanes, ([source, { state, queue, head }]) => {
      return { source, state, queue: queue.slice(head).map(plainEvent) };
    });
  }

  restore(saved: SavedLanes): void {
    for (const { source, state, queue } of saved) this.add(source, state, [...queue]);
  }

  private add(source: SourceId, state: LaneState, queue: LogEvent[]): void {
    const lane = { source, order: this.opened++, state, queue, head: 0 };
    this.lanes.set(source, lane);
    this.queued += queue.length;
    if (state === 'busy') this.awaited++;
    if (state === 'ended') this.ended++;
    if (queue.length > 0) this.enter(lane);
  }

  /** Puts a lane whose first event has come into the heap. */
  private enter(lane: Lane): void {
    if (lane.state === 'busy') this.awaited--;
    const { heap } = this;
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Lane;
      if (goesBefore(parent, lane)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = lane;
  }

  /** Takes the lane on top, whose last event went out, off the heap. */
  private leave(lane: Lane): void {
    lane.queue = [];
    lane.head = 0;
    if (lane.state === 'busy') this.awaited++;
    this.caughtUp.push(lane.source);
    const last = this.heap.pop() as Lane;
    if (last !== lane) this.sink(last);
  }

  /** Moves the lane on top down to where it belongs. */
  private sink(lane: Lane): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      const right = heap[below + 1];
      if (right !== undefined && goesBefore(right, heap[below] as Lane)) below++;
      const child = heap[below];
      if (child === undefined || goesBefore(lane, child)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = lane;
  }

  /** The lane that comes after the one on top; null when there is none. */
  private second(): Lane | null {
    const [, left, right] = this.heap;
    if (left === undefined || right === undefined) return left ?? null;
    return goesBefore(left, right) ? left : right;
  }

  private lane(source: SourceId): Lane {
    const lane = this.lanes.get(source);
    if (!lane) throw new Error(`source ${source} was not opened`);
    return lane;
  }
}

function isAwaited({ state, queue, head }: Lane): boolean {
  return state === 'busy' && head === queue.length;
}

/** Which of two lanes with waiting events goes first. */
function goesBefore(one: Lane, other: Lane): boolean {
  const [time, later] = [nextTime(one), nextTime(other)];
  return time < later || (time === later && one.order < other.order);
}

function nextTime({ queue, head }: Lane): EpochMs {
  return (queue[head] as LogEvent).time;
}

/** Parsers make events whose fields are worked out when they are asked for: here all of them are. */
export function plainEvent(event: LogEvent): LogEvent {
  const { time, logsource, category, outcome, count, srcIp, srcHost, user, login, fields, raw, ref } = event;
  return { time, logsource, category, outcome, count, srcIp, srcHost, user, login, fields, raw, ref };
}
