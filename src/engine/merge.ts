import type { LogEvent } from '../model/log-event.ts';
import type { SourceId } from '../model/log-record.ts';
import type { EpochMs } from '../model/time.ts';

/**
 * `busy`: more is on its way, wait for it. `behind`: so much that it is not waited for. `idle`: nothing there now.
 * `ended`: nothing ever.
 */
type LaneState = 'busy' | 'behind' | 'idle' | 'ended';
/** In the order in which the sources were opened: of equal times the first one's event goes first. */
export type SavedLanes = readonly {
  readonly source: SourceId;
  readonly state: LaneState;
  readonly queue: readonly LogEvent[];
}[];

type Lane = {
  readonly source: SourceId;
  /** Of those that were opened: of equal times the first one's event goes first. */
  readonly order: number;
  state: LaneState;
  queue: LogEvent[];
  head: number;
};

/**
 * Puts the events of several sources in order of their time, while each source keeps its own order.
 * An event goes out when every busy source has one waiting, so a source at its end never holds up the others.
 * A folder may hold tens of thousands of logs: none of them is looked at that nothing comes from.
 */
export class EventMerger {
  /** Those of which the last event that waited went out, since this was emptied. */
  readonly caughtUp: SourceId[] = [];
  private readonly lanes = new Map<SourceId, Lane>();
  /** Those with events waiting: a heap, the one whose next event goes first on top. */
  private readonly heap: Lane[] = [];
  private opened = 0;
  private queued = 0;
  /** Busy ones with nothing to compare: all others wait for them. */
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
    // Only at its end has it caught up.
    if (lane.state === 'behind' && state === 'busy') return;
    if (isAwaited(lane)) this.awaited--;
    if (lane.state === 'ended') this.ended--;
    lane.state = state;
    if (state === 'ended') this.ended++;
    if (isAwaited(lane)) this.awaited++;
  }

  /** Forgets a source none of whose events wait. */
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

  /** The same of all sources. */
  get allWaiting(): number {
    return this.queued;
  }

  /** Whether nothing will ever come any more. */
  get hasEnded(): boolean {
    return this.heap.length === 0 && this.ended === this.lanes.size;
  }

  /** Lets out all that is in order by now. */
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

  /** The lane's first event has come. */
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

  /** The lane on top, whose last event went out. */
  private leave(lane: Lane): void {
    lane.queue = [];
    lane.head = 0;
    if (lane.state === 'busy') this.awaited++;
    this.caughtUp.push(lane.source);
    const last = this.heap.pop() as Lane;
    if (last !== lane) this.sink(last);
  }

  /** From the top to where it belongs. */
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

/** Of two lanes with events waiting. */
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
