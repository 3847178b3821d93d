import type { Alert } from '../../model/alert.ts';
import type { LogEvent } from '../../model/log-event.ts';
import type { EpochMs } from '../../model/time.ts';
import { MAX_ALERTS, MAX_GROUPS } from '../limits.ts';
import type { RuleSet } from '../sigma/compile.ts';
import type { EventView } from '../sigma/event-view.ts';
import { Episode } from './episode.ts';
import { EventCount, NOT_FIRED } from './event-count.ts';
import { type GroupEvent, toGroupEvent } from './group-event.ts';
import { type Group, GroupTable } from './groups.ts';
import { type Correlator, planCorrelators } from './plan.ts';
import { type Chains, type StageHit, TemporalOrdered } from './temporal-ordered.ts';
import { Window } from './window.ts';

/** State of one rule in one group: its chains when it orders (a counting rule's window is shared), its open alert. */
type RuleState = {
  chains: Chains | null;
  episode: Episode | null;
  /** What rules that build on this one were told last; written over each time. */
  readonly proof: GroupEvent[];
};

/** What one event brings to all rules that it concerns. */
type Occurrence = {
  readonly event: LogEvent;
  readonly view: EventView;
  readonly kept: GroupEvent;
  /** When it was read. */
  readonly now: EpochMs;
};

export type CorrelationCounters = { groupsEvicted: number; alertsEvicted: number };

/**
 * Feeds matches to the rules that count or order them, keeps their groups, and turns what comes true into alerts:
 * one per episode, growing until its group has been quiet for one timespan.
 */
export class Correlations {
  readonly counters: CorrelationCounters = { groupsEvicted: 0, alertsEvicted: 0 };
  private readonly correlators: readonly Correlator[];
  private readonly feeds: readonly (readonly number[])[];
  /** Those of `feeds` that order; a counting rule looks at its window only. */
  private readonly orderedFeeds: readonly (readonly number[])[];
  private readonly resets: readonly (readonly number[])[];
  private readonly tables: readonly GroupTable[];
  private readonly episodes = new Map<string, Episode>();
  private changed: Episode[] = [];
  /** For rules that order: which of their inputs came true with this event. */
  private readonly hits: readonly StageHit[][];
  /** Correlators to run for this event, in the order of the plan: the first `queued` entries. */
  private readonly queue: Uint32Array;
  private queued = 0;

  constructor(
    rules: RuleSet,
    private readonly hash: (text: string) => string,
    maxGroups: number = MAX_GROUPS,
  ) {
    const plan = planCorrelators(rules);
    this.correlators = plan.correlators;
    this.feeds = plan.feeds;
    this.orderedFeeds = plan.feeds.map((feeds) => {
      return feeds.filter((index) => plan.correlators[index]?.rule instanceof TemporalOrdered);
    });
    this.resets = plan.resets;
    this.queue = new Uint32Array(plan.correlators.length);
    this.hits = plan.correlators.map(() => []);
    this.tables = plan.tables.map(({ groupBy, quietAfter, columns, shares }) => {
      return new GroupTable(
        { groupBy, limit: maxGroups, quietAfter, columns, windows: shares.length },
        (count) => {
          this.counters.groupsEvicted += count;
        },
      );
    });
  }

  /** One event and the detections that it matched (indices). `alone`: too late to be correlated. */
  accept(event: LogEvent, matched: readonly number[], view: EventView, now: EpochMs, alone: boolean): void {
    this.queued = 0;
    for (const detection of matched)
      for (const index of this.feeds[detection] as readonly number[]) this.enqueue(index);
    if (this.queued > 0) {
      const occurrence: Occurrence = { event, view, kept: toGroupEvent(event), now };
      for (const detection of matched) {
        for (const index of this.orderedFeeds[detection] as readonly number[])
          this.prove(index, detection, [occurrence.kept]);
      }
      // The queue grows while it runs: a rule that fires may feed rules that stand after it.
      for (let at = 0; at < this.queued; at++) this.run(this.queue[at] as number, occurrence, alone);
    }
    // Judged first, then forgotten: a success after failures is an alert, and the end of counting them.
    for (const detection of matched)
      for (const index of this.resets[detection] as readonly number[]) this.reset(index, event, view);
  }

  /** Alerts that opened or grew since the last call, as they stand. */
  takeChanged(): Alert[] {
    const { changed } = this;
    if (changed.length === 0) return [];
    this.changed = [];
    return changed.map((episode) => {
      episode.changed = false;
      return episode.toAlert();
    });
  }

  alerts(): Alert[] {
    return [...this.episodes.values()].map((episode) => episode.toAlert());
  }

  get groups(): number {
    return this.tables.reduce((sum, table) => sum + table.size, 0);
  }

  private run(index: number, occurrence: Occurrence, alone: boolean): void {
    const correlator = this.correlators[index] as Correlator;
    const hits = this.hits[index] as StageHit[];
    const { rule } = correlator;
    const group = alone && !correlator.single ? null : this.groupOf(correlator, occurrence);
    if (group && rule instanceof EventCount) {
      const window = windowOf(group, correlator);
      if (correlator.leads) window.add(occurrence.kept);
      this.judged(correlator, group, rule.judge(window), occurrence);
    } else if (group && rule instanceof TemporalOrdered) {
      const state = stateOf(group, correlator);
      state.chains ??= rule.start();
      this.judged(correlator, group, rule.accept(state.chains, hits), occurrence);
      hits.length = 0;
    }
  }

  private reset(index: number, event: LogEvent, view: EventView): void {
    const correlator = this.correlators[index] as Correlator;
    const group = this.groupOf(correlator, { event, view });
    if (group) group.windows[correlator.window.column]?.resetCount();
  }

  private groupOf({ table }: Correlator, { event, view }: Pick<Occurrence, 'event' | 'view'>): Group | null {
    return (this.tables[table] as GroupTable).groupOf(event, view);
  }

  private judged(correlator: Correlator, group: Group, count: number, occurrence: Occurrence): void {
    if (count !== NOT_FIRED && correlator.feeds.length > 0) {
      const proof = proofOf(correlator, group);
      for (const next of correlator.feeds) {
        this.enqueue(next);
        this.prove(next, correlator.inputId, proof);
      }
    }
    if (correlator.alerts) this.follow(correlator, group, count, occurrence);
  }

  private follow(correlator: Correlator, group: Group, count: number, { kept, now }: Occurrence): void {
    const fired = count !== NOT_FIRED;
    // Most groups never come to an alert: they have no state of their own in any rule.
    if (!fired && group.states[correlator.column] === null) return;
    const state = stateOf(group, correlator);
    if (state.episode && kept.time - state.episode.lastSeen >= correlator.timespan) state.episode = null;
    if (state.episode) {
      // A rule that orders grows by whole chains only: a later failure alone is not another success.
      if (!fired && !(correlator.rule instanceof EventCount)) return;
      state.episode.grow(kept, now);
    } else if (fired && !isCovered(correlator, group, kept.time)) {
      state.episode = this.open(correlator, group, now);
    } else return;
    if (fired) state.episode.raise(count);
    if (state.episode.changed) return;
    state.episode.changed = true;
    this.changed.push(state.episode);
  }

  private open(correlator: Correlator, group: Group, now: EpochMs): Episode {
    const events = eventsOf(correlator, group);
    const [first] = events;
    if (!first) throw new Error('a rule fired without events');
    const { spec } = correlator;
    const id = this.hash(JSON.stringify([spec.id, group.values, first.time, first.raw]));
    let episode = this.episodes.get(id);
    if (!episode) {
      episode = new Episode(id, spec, group.values, first);
      this.makeRoom();
      this.episodes.set(id, episode);
    }
    for (const member of events) episode.grow(member, now);
    return episode;
  }

  private makeRoom(): void {
    if (this.episodes.size < MAX_ALERTS) return;
    const oldest = this.episodes.keys().next();
    if (!oldest.done) this.episodes.delete(oldest.value);
    this.counters.alertsEvicted++;
  }

  /** Once each, after everything that it builds on. */
  private enqueue(index: number): void {
    const { queue } = this;
    let at = this.queued;
    while (at > 0 && (queue[at - 1] as number) > index) at--;
    if (at > 0 && queue[at - 1] === index) return;
    for (let after = this.queued; after > at; after--) queue[after] = queue[after - 1] as number;
    queue[at] = index;
    this.queued++;
  }

  private prove(index: number, input: number, proof: readonly GroupEvent[]): void {
    const { inputs } = this.correlators[index] as Correlator;
    for (const stage of inputs.get(input) ?? []) (this.hits[index] as StageHit[]).push({ stage, proof });
  }
}

function stateOf(group: Group, { column }: Correlator): RuleState {
  const known = group.states[column] as RuleState | null;
  if (known) return known;
  const state: RuleState = { chains: null, episode: null, proof: [] };
  group.states[column] = state;
  return state;
}

function windowOf(group: Group, { window }: Correlator): Window {
  const known = group.windows[window.column];
  if (known) return known;
  const made = new Window(window.span, window.capacity);
  group.windows[window.column] = made;
  return made;
}

function eventsOf(correlator: Correlator, group: Group): readonly GroupEvent[] {
  const { rule } = correlator;
  if (rule instanceof EventCount) return rule.events(windowOf(group, correlator));
  return rule.events(stateOf(group, correlator).chains ?? []);
}

function proofOf(correlator: Correlator, group: Group): readonly GroupEvent[] {
  const { rule } = correlator;
  const state = stateOf(group, correlator);
  if (!(rule instanceof EventCount)) return rule.events(state.chains ?? []);
  rule.proof(windowOf(group, correlator), state.proof);
  return state.proof;
}

/** Another rule that says the same more sharply has an alert open for this group. */
function isCovered({ unless, timespan }: Correlator, group: Group, time: EpochMs): boolean {
  return unless.some((column) => {
    const other = group.states[column] as RuleState | null;
    return other?.episode != null && time - other.episode.lastSeen < timespan;
  });
}
