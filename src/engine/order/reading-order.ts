import type { LogEvent } from '../../model/log-event.ts';
import { MAX_TURNED } from '../limits.ts';
import { plainEvent } from './merge.ts';

export type SavedOrder = {
  readonly state: 'unknown' | 'turned' | 'straight';
  readonly held: readonly LogEvent[];
};

type Emit = (event: LogEvent) => void;

/** What all sources hold together, and what of them waits for others. */
export class HeldEvents {
  held = 0;

  constructor(private readonly waiting: () => number = () => 0) {}

  get isFull(): boolean {
    return this.held + this.waiting() >= MAX_TURNED;
  }
}

/** A source's order is told by this many of its first events. */
const TELLING = 64;

/**
 * Search engines, event viewers and `journalctl -r` hand out the newest line first: read as it stands, all but the first
 * minute would be late, and no attack in it be counted. Such a source is held until it is at its end for now, and goes on
 * in order of time. What comes then is taken as it comes.
 */
export class ReadingOrder {
  private state: SavedOrder['state'] = 'unknown';
  private held: LogEvent[] = [];

  /**
   * `isUnordered`: whether its format tells that it comes in any order. `again`: reads what was turned once more, where lines need those
   * before them.
   */
  constructor(
    private readonly isUnordered: () => boolean,
    private readonly all: HeldEvents = new HeldEvents(),
    private readonly again: (events: readonly LogEvent[]) => readonly LogEvent[] = (events) => events,
  ) {}

  get isStraight(): boolean {
    return this.state === 'straight';
  }

  /** What is held. */
  get waiting(): readonly LogEvent[] {
    return this.held;
  }

  take(event: LogEvent, emit: Emit): void {
    if (this.state === 'straight') {
      emit(event);
      return;
    }
    this.held.push(event);
    this.all.held++;
    if (this.state === 'unknown' && this.held.length >= TELLING) this.decide(emit);
    else if (this.state === 'turned' && this.all.isFull) this.letGo(emit);
  }

  blockRead(emit: Emit): void {
    if (this.state === 'unknown' && this.held.length > 0) this.decide(emit);
  }

  /** Nothing more is there for now. */
  letGo(emit: Emit): void {
    const { held } = this;
    if (this.state === 'unknown' && held.length === 0) return;
    // A few lines out of order at its beginning are no such log: what was held is in order as it stands.
    const isTurned = this.state === 'turned' && (this.isUnordered() || goesBack(held));
    this.state = 'straight';
    this.held = [];
    this.all.held -= held.length;
    // The source hands out the newest line first: of equal times, the one that stood last was written first.
    if (isTurned) held.reverse().sort((one, other) => one.time - other.time);
    for (const event of isTurned ? this.again(held) : held) emit(event);
  }

  save(): SavedOrder {
    return { state: this.state, held: this.held.map(plainEvent) };
  }

  restore({ state, held }: SavedOrder): void {
    this.state = state;
    this.all.held += held.length - this.held.length;
    this.held = [...held];
  }

  private decide(emit: Emit): void {
    if (this.isUnordered() || isNewestFirst(this.held)) this.state = 'turned';
    else this.letGo(emit);
  }
}

/** Hosts whose clocks differ stand a little out of order in one log, either way. */
function isNewestFirst(events: readonly LogEvent[]): boolean {
  const { older, newer } = stepsOf(events);
  return older >= 2 && newer * 4 <= older;
}

function goesBack(events: readonly LogEvent[]): boolean {
  const { older, newer } = stepsOf(events);
  return older > newer;
}

function stepsOf(events: readonly LogEvent[]): { readonly older: number; readonly newer: number } {
  let older = 0;
  let newer = 0;
  for (let at = 1; at < events.length; at++) {
    const step = (events[at] as LogEvent).time - (events[at - 1] as LogEvent).time;
    if (step < 0) older++;
    else if (step > 0) newer++;
  }
  return { older, newer };
}
