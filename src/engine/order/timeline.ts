import type { LogEvent } from '../../model/log-event.ts';
import type { LineBlock, SourceId } from '../../model/log-record.ts';
import type { EpochMs } from '../../model/time.ts';
import type { EngineCounters, SavedTimeline } from '../engine-state.ts';
import { FUTURE_MS, GRACE_MS } from '../limits.ts';
import { beginningOf, JUMP_MS, type Jump, Legs, MOST_LEGS } from './legs.ts';
import type { LogTurn } from './new-logs.ts';

/** Knows how far the events of all sources have come, and which of them are too late, or too early, to be counted with others. */
export class Timeline {
  readonly counters: EngineCounters = { late: 0, future: 0 };
  /** Time of the newest event of all sources. */
  newest: EpochMs | null = null;
  /** The clock of whoever reads. */
  now: EpochMs = 0;
  /**
   * Time of the newest event of each source, as far as the clock has got. Sources are not compared with each other: a log that is
   * copied here every five minutes, or whose time zone is wrong, is in order by itself.
   */
  private readonly newestOf = new Map<SourceId, EpochMs>();
  /** Whether the event at hand may be the first of another log behind the first one in its source: all that was counted lies ahead of it. */
  turn: LogTurn = null;
  /** The line that each source began with, */
  private readonly firstOf = new Map<SourceId, string>();
  /** where it was when it went ahead by more than a line is held up: whatever went ahead may be a forged stamp, */
  private readonly jumpsOf = new Map<SourceId, readonly Jump[]>();
  /** and the runs of those that have gone back. */
  private readonly legsOf = new Map<SourceId, Legs>();
  /** The same of events ahead of the clock: their time zone or clock is wrong, or they are forged. */
  private readonly ahead = new Map<SourceId, EpochMs>();
  /** When the latest block of each source was read. */
  private readonly readAt = new Map<SourceId, EpochMs>();

  /** Returns true when the clock was set back, so that what was counted before lies ahead of everything still to come. */
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
    this.firstOf.delete(source);
    this.jumpsOf.delete(source);
    this.legsOf.delete(source);
    this.ahead.delete(source);
    this.readAt.delete(source);
  }

  /**
   * Moves the newest time on. Returns true when the event is too late, or too far ahead, to be correlated. Events ahead of the
   * clock are compared with their like only: else a single stamp of tonight would make its whole source late until then.
   */
  isAlone(event: LogEvent, isPartial: boolean): boolean {
    const { time } = event;
    const { source } = event.ref;
    this.turn = null;
    if (time > this.now + FUTURE_MS) {
      this.counters.future++;
      return true;
    }
    const before = this.moveOn(source, event);
    if (before === null) this.firstOf.set(source, beginningOf(event.raw));
    if (isPartial || (this.legsOf.size === 0 && (before === null || time >= before - GRACE_MS))) return false;
    const isLate = this.isLate(event, before);
    this.turn = this.legsOf.get(source)?.turn ?? null;
    if (!isLate) return false;
    this.counters.late++;
    return true;
  }

  save(): SavedTimeline {
    const { now, newest, counters, newestOf, firstOf, ahead, readAt } = this;
    const jumpsOf = [...this.jumpsOf];
    const legsOf = Array.from(this.legsOf, ([source, legs]) => [source, legs.save()] as const);
    return {
      ...{ now, newest, counters, jumpsOf, legsOf },
      ...{ newestOf: [...newestOf], firstOf: [...firstOf], ahead: [...ahead], readAt: [...readAt] },
    };
  }

  restore({ now, newest, counters, newestOf = [], ahead = [], readAt = [], ...saved }: SavedTimeline): void {
    const { firstOf = [], jumpsOf = [], legsOf = [] } = saved;
    this.now = now;
    this.newest = newest;
    Object.assign(this.counters, counters);
    for (const [source, first] of firstOf) this.firstOf.set(source, first);
    for (const [source, jumps] of jumpsOf) this.jumpsOf.set(source, jumps);
    for (const [source, legs] of legsOf) this.legsOf.set(source, new Legs(legs));
    for (const [source, time] of newestOf) this.newestOf.set(source, time);
    for (const [source, time] of ahead) this.ahead.set(source, time);
    for (const [source, time] of readAt) this.readAt.set(source, time);
  }

  private isLate(event: LogEvent, before: EpochMs | null): boolean {
    const { time, ref } = event;
    const { source } = ref;
    const legs = this.legsOf.get(source);
    const isBehind = before !== null && time < before - GRACE_MS;
    // Events ahead of the clock have no runs: they are compared with their like.
    if (time > this.now + GRACE_MS) return isBehind;
    if (legs !== undefined) return legs.isLate(event, Math.min(time, this.now));
    if (!isBehind) return false;
    const begun = Legs.of(before, this.firstOf.get(source) ?? '', this.jumpsOf.get(source) ?? []);
    this.legsOf.set(source, begun);
    return begun.isLate(event, time);
  }

  /** Returns the newest time until now of the events that this one is compared with. */
  private moveOn(source: SourceId, event: LogEvent): EpochMs | null {
    const { time } = event;
    const isAhead = time > this.now + GRACE_MS;
    const times = isAhead ? this.ahead : this.newestOf;
    const before = times.get(source) ?? null;
    // Times slightly ahead of the clock must not make late what merely comes with a delay.
    const proven = isAhead ? time : Math.min(time, this.now);
    if (before === null || proven > before) times.set(source, proven);
    if (before !== null && proven > before + JUMP_MS && !isAhead) {
      const jumps = this.jumpsOf.get(source) ?? [];
      this.jumpsOf.set(source, [...jumps, { from: before, line: event.ref.line }].slice(1 - MOST_LEGS));
    }
    if (this.newest === null || time > this.newest) this.newest = time;
    return before;
  }

  /** Other sources have not been read by the right clock yet: they prove nothing more. */
  private setBack(now: EpochMs): void {
    this.now = now;
    this.newestOf.clear();
    this.firstOf.clear();
    this.jumpsOf.clear();
    this.legsOf.clear();
    this.ahead.clear();
    this.readAt.clear();
  }
}
