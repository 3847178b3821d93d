import type { DurationMs, EpochMs } from '../../../model/time.ts';
import { GRACE_MS } from '../../limits.ts';
import type { HeldEvent } from '../lines/group-event.ts';
import { type Aggregate, aggregateFor, type Sample } from './aggregates.ts';
import type { TrackingRule } from './tracking.ts';

/** An event of one group that a rule measures. */
export type Entry = HeldEvent & Sample;

/** Most events of a group that a measure looks at. */
const MOST_ENTRIES = 10_000;

/** What made a rule come true. */
type Measured = { readonly value: number; readonly events: readonly Entry[] };

/**
 * The events of one group in order of their time, and the figure over the newest sliding window `(t - span, t]`. A late
 * event is put in its place, and every window that holds it is looked at.
 */
export class Track {
  private entries: Entry[] = [];
  /** First entry of the newest window. */
  private start = 0;
  /** Its figure; null while there is one entry at most: in a flood most groups never see a second, and shall be small. */
  private aggregate: Aggregate | null = null;

  constructor(private readonly rule: Pick<TrackingRule, 'spec' | 'timespan' | 'holds'>) {}

  /** Takes the event in; what it made true, null when nothing. */
  add(entry: Entry): Measured | null {
    const { entries } = this;
    const newest = entries.at(-1);
    // An array that is pushed to gets room for seventeen.
    if (newest === undefined) this.entries = [entry];
    else this.aggregate ??= this.figure();
    const isLate = newest !== undefined && entry.time < newest.time;
    if (isLate) this.insert(entry);
    else if (newest !== undefined) {
      entries.push(entry);
      this.aggregate?.add(entry);
      this.slide(entry.time - this.rule.timespan);
    }
    const measured = isLate ? this.measureAround(entry) : this.measureNewest();
    this.letGo(entry.time);
    if (this.entries.length === 1) this.aggregate = null;
    return measured;
  }

  all(): readonly Entry[] {
    return this.entries;
  }

  /** Goes on with the entries that `all` gave. */
  restore(entries: readonly Entry[]): void {
    this.entries = [...entries];
    if (entries.length > 1) this.measureAgain();
  }

  private newAggregate(): Aggregate {
    return aggregateFor(this.rule.spec);
  }

  private insert(entry: Entry): void {
    const { entries } = this;
    let at = entries.length;
    while (at > 0 && (entries[at - 1] as Entry).time > entry.time) at--;
    entries.splice(at, 0, entry);
    this.measureAgain();
  }

  private measureAgain(): void {
    this.start = 0;
    this.aggregate = this.figure();
    this.slide((this.entries.at(-1)?.time ?? 0) - this.rule.timespan);
  }

  private figure(): Aggregate {
    const aggregate = this.newAggregate();
    for (const entry of this.entries) aggregate.add(entry);
    return aggregate;
  }

  private slide(after: EpochMs): void {
    while (this.start < this.entries.length && (this.entries[this.start] as Entry).time <= after)
      this.aggregate?.remove(this.entries[this.start++] as Entry);
  }

  private measureNewest(): Measured | null {
    return this.judge(this.aggregate ?? this.figure(), this.start, this.entries.length);
  }

  /** The first window that holds the entry and makes the rule true. */
  private measureAround(entry: Entry): Measured | null {
    const { entries } = this;
    const { timespan } = this.rule;
    const aggregate = this.newAggregate();
    let from = 0;
    for (let end = 0; end < entries.length; end++) {
      const last = entries[end] as Entry;
      if (last.time >= entry.time + timespan) break;
      aggregate.add(last);
      while ((entries[from] as Entry).time <= last.time - timespan)
        aggregate.remove(entries[from++] as Entry);
      const isWithin = last.time > entry.time || last === entry;
      const measured = isWithin ? this.judge(aggregate, from, end + 1) : null;
      if (measured !== null) return measured;
    }
    return null;
  }

  private judge(aggregate: Aggregate, from: number, to: number): Measured | null {
    const { spec, timespan, holds } = this.rule;
    const value = aggregate.value();
    if (value === null || !holds(value)) return null;
    const events = this.entries.slice(from, to);
    if (spec.type === 'temporal_ordered' && !inOrder(events, spec.rules.length, timespan)) return null;
    return { value, events };
  }

  /**
   * Lets go of what is too old beside the newest entry, or beside the one that came last where that is of a log with another
   * clock.
   */
  private letGo(last: EpochMs): void {
    const { entries } = this;
    const kept = this.rule.timespan + GRACE_MS;
    const newest = entries.at(-1)?.time ?? 0;
    const until = (last <= newest - kept ? last : newest) - kept;
    let old = 0;
    while (old < entries.length && (entries[old] as Entry).time <= until) old++;
    this.drop(old);
    if (entries.length <= MOST_ENTRIES) return;
    if (this.looksAtValues()) this.keepLatestOfEach();
    // Half of the limit is more than any threshold can ask for.
    if (entries.length > MOST_ENTRIES / 2)
      this.drop(this.looksAtValues() ? entries.length - MOST_ENTRIES / 2 : 1);
    this.measureAgain();
  }

  private looksAtValues(): boolean {
    return ['value_count', 'temporal', 'temporal_ordered'].includes(this.rule.spec.type);
  }

  /** Keeps the latest entry of each value: a flood of one must not push the others out. */
  private keepLatestOfEach(): void {
    const seen = new Set<string>();
    const kept: Entry[] = [];
    for (const entry of [...this.entries].reverse()) {
      if (!seen.has(entry.value)) kept.push(entry);
      seen.add(entry.value);
    }
    this.entries.splice(0, this.entries.length, ...kept.reverse());
  }

  private drop(count: number): void {
    if (count === 0) return;
    for (const [at, entry] of this.entries.splice(0, count).entries()) {
      if (at >= this.start) this.aggregate?.remove(entry);
    }
    this.start = Math.max(0, this.start - count);
  }
}

/** Whether the last event ends a chain of all stages in their order that began within the timespan. */
function inOrder(events: readonly Entry[], stages: number, timespan: DurationMs): boolean {
  /** For each stage, the latest beginning of a chain that has come that far. */
  const begun: (EpochMs | undefined)[] = [];
  let reached = -1;
  for (const { time, value } of events) {
    const stage = Number(value);
    reached = -1;
    const beginning = stage === 0 ? time : begun[stage - 1];
    if (beginning === undefined || time - beginning >= timespan) continue;
    begun[stage] = beginning;
    reached = stage;
  }
  return reached === stages - 1;
}
