import type { LogEvent } from '../model/log-event.ts';
import type { SourceId } from '../model/log-record.ts';

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

type Lane = { state: LaneState; queue: LogEvent[]; head: number };

/**
 * Puts the events of several sources in order of their time, while each source keeps its own order.
 * An event goes out when every busy source has one waiting, so a source at its end never holds up the others.
 */
export class EventMerger {
  private readonly lanes = new Map<SourceId, Lane>();

  constructor(private readonly out: (event: LogEvent) => void) {}

  open(source: SourceId): void {
    const known = this.lanes.get(source);
    if (known) this.setState(source, 'busy');
    else this.lanes.set(source, { state: 'busy', queue: [], head: 0 });
  }

  /** Takes the event; it goes straight out when no other source is open. */
  push(source: SourceId, event: LogEvent): void {
    if (this.lanes.size === 1) this.out(event);
    else this.lane(source).queue.push(event);
  }

  setState(source: SourceId, state: LaneState): void {
    const lane = this.lane(source);
    // Only at its end has it caught up.
    if (lane.state !== 'behind' || state !== 'busy') lane.state = state;
  }

  /** Forgets a source none of whose events wait. */
  close(source: SourceId): void {
    this.lanes.delete(source);
  }

  waiting(source: SourceId): number {
    const { queue, head } = this.lane(source);
    return queue.length - head;
  }

  /** Whether nothing will ever come any more. */
  get hasEnded(): boolean {
    return [...this.lanes.values()].every(({ state, queue }) => state === 'ended' && queue.length === 0);
  }

  /** Lets out all that is in order by now. */
  drain(): void {
    if (this.lanes.size === 1) return;
    for (let next = this.earliest(); next; next = this.earliest()) {
      const { lane, until } = next;
      do {
        this.out(lane.queue[lane.head] as LogEvent);
        lane.head++;
      } while (lane.head < lane.queue.length && (lane.queue[lane.head] as LogEvent).time <= until);
      if (lane.head === lane.queue.length) {
        lane.queue = [];
        lane.head = 0;
      }
    }
  }

  save(): SavedLanes {
    return Array.from(this.lanes, ([source, { state, queue, head }]) => {
      return { source, state, queue: queue.slice(head).map(plainEvent) };
    });
  }

  restore(saved: SavedLanes): void {
    for (const { source, state, queue } of saved)
      this.lanes.set(source, { state, queue: [...queue], head: 0 });
  }

  /** The lane whose next event is the earliest, and how far it may run; null while a busy one has none to compare. */
  private earliest(): { readonly lane: Lane; readonly until: number } | null {
    let best: Lane | null = null;
    let bestTime = Number.POSITIVE_INFINITY;
    let until = Number.POSITIVE_INFINITY;
    for (const lane of this.lanes.values()) {
      const next = lane.queue[lane.head];
      if (next === undefined) {
        if (lane.state === 'busy') return null;
      } else if (next.time < bestTime) {
        best = lane;
        // Of equal times the first lane's event goes first, wherever their blocks were cut.
        until = bestTime - 1;
        bestTime = next.time;
      } else if (next.time <= until) until = next.time;
    }
    return best && { lane: best, until };
  }

  private lane(source: SourceId): Lane {
    const lane = this.lanes.get(source);
    if (!lane) throw new Error(`source ${source} was not opened`);
    return lane;
  }
}

/** Parsers make events whose fields are worked out when they are asked for: here all of them are. */
export function plainEvent(event: LogEvent): LogEvent {
  const { time, logsource, category, outcome, count, srcIp, srcHost, user, login, fields, raw, ref } = event;
  return { time, logsource, category, outcome, count, srcIp, srcHost, user, login, fields, raw, ref };
}
