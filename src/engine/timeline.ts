import type { LogEvent } from '../model/log-event.ts';
import type { LineBlock, SourceId } from '../model/log-record.ts';
import type { EpochMs } from '../model/time.ts';
import type { EngineCounters, SavedTimeline } from './engine-state.ts';
import { FUTURE_MS, GRACE_MS } from './limits.ts';

/** How far the events of all sources have come, and which come too late, or too early, to be counted with the others. */
export class Timeline {
  readonly counters: EngineCounters = { late: 0, future: 0 };
  /** Time of the newest event of all sources. */
  newest: EpochMs | null = null;
  /** The clock of whoever reads. */
  now: EpochMs = 0;
  /**
   * The same of each source, of what the clock has come to. They are not compared with each other: what is copied here
   * every five minutes, or has another time zone than it says, is in order all the same.
   */
  private readonly newestOf = new Map<SourceId, EpochMs>();
  /** And of what it has not: of a wrong time zone or clock, or forged. */
  private readonly ahead = new Map<SourceId, EpochMs>();
  /** When the latest block of each source was read. */
  private readonly readAt = new Map<SourceId, EpochMs>();

  /** True when the clock was set back, and what was counted since lies ahead of all that is still to come. */
  read({ source, observedAt }: LineBlock): boolean {
    const before = this.readAt.get(source) ?? observedAt;
    const wasSetBack = observedAt < before - GRACE_MS;
    if (wasSetBack) this.setBack(observedAt);
    this.readAt.set(source, observedAt);
    this.now = Math.max(this.now, observedAt);
    if (!wasSetBack || this.newest === null || this.newest <= observedAt + GRACE_MS) return false;
    this.newest = null;
    return true;
  }

  forget(source: SourceId): void {
    this.newestOf.delete(source);
    this.ahead.delete(source);
    this.readAt.delete(source);
  }

  /**
   * Moves the newest time on; true when the event is too late, or too far ahead, to be correlated. What the clock has not come
   * to is compared with its like only: one stamp of tonight would make all others of its source late until then.
   */
  isAlone({ time, ref: { source } }: LogEvent, isPartial: boolean): boolean {
    if (time > this.now + FUTURE_MS) {
      this.counters.future++;
      return true;
    }
    const before = this.moveOn(source, time);
    if (before === null || time >= before - GRACE_MS || isPartial) return false;
    this.counters.late++;
    return true;
  }

  save(): SavedTimeline {
    const { now, newest, counters, newestOf, ahead, readAt } = this;
    return { now, newest, counters, newestOf: [...newestOf], ahead: [...ahead], readAt: [...readAt] };
  }

  restore({ now, newest, counters, newestOf = [], ahead = [], readAt = [] }: SavedTimeline): void {
    this.now = now;
    this.newest = newest;
    Object.assign(this.counters, counters);
    for (const [source, time] of newestOf) this.newestOf.set(source, time);
    for (const [source, time] of ahead) this.ahead.set(source, time);
    for (const [source, time] of readAt) this.readAt.set(source, time);
  }

  /** Returns the newest time before, of those that the event is compared with. */
  private moveOn(source: SourceId, time: EpochMs): EpochMs | null {
    const isAhead = time > this.now + GRACE_MS;
    const times = isAhead ? this.ahead : this.newestOf;
    const before = times.get(source) ?? null;
    // Nobody is ahead of the clock by a little to make late what comes with a delay.
    const proven = isAhead ? time : Math.min(time, this.now);
    if (before === null || proven > before) times.set(source, proven);
    if (this.newest === null || time > this.newest) this.newest = time;
    return before;
  }

  /** Other sources have not been read by the right clock yet: they prove nothing more. */
  private setBack(now: EpochMs): void {
    this.now = now;
    this.newestOf.clear();
    this.ahead.clear();
    this.readAt.clear();
  }
}
