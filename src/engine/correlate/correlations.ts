import type { Alert } from '../../model/alert.ts';
import { type LogEvent, retainText } from '../../model/log-event.ts';
import type { EpochMs } from '../../model/time.ts';
import { MAX_ALERTS, MAX_GROUPS } from '../limits.ts';
import type { RuleSet } from '../sigma/compile.ts';
import type { EventView, Slot } from '../sigma/event-view.ts';
import { Episode } from './episode.ts';
import { EventCount, type Firing } from './event-count.ts';
import { type GroupEvent, toGroupEvent } from './group-event.ts';
import { type Group, GroupTable } from './groups.ts';
import { type Correlator, planCorrelators } from './plan.ts';
import type { StageHit, TemporalOrdered } from './temporal-ordered.ts';

/** State of one rule in one group. */
type RuleState = { window: unknown; episode: Episode | null };

export type CorrelationCounters = { groupsEvicted: number; alertsEvicted: number };

/**
 * Feeds matches to the rules that count or order them, keeps their groups, and turns what comes true into alerts:
 * one per episode, growing until its group has been quiet for one timespan.
 */
export class Correlations {
  readonly counters: CorrelationCounters = { groupsEvicted: 0, alertsEvicted: 0 };
  private readonly correlators: readonly Correlator[];
  private readonly feeds: ReadonlyMap<number, readonly number[]>;
  private readonly tables: readonly GroupTable[];
  private readonly episodes = new Map<string, Episode>();
  private readonly changed = new Set<Episode>();
  private readonly hits: StageHit[][];

  constructor(
    rules: RuleSet,
    private readonly hash: (text: string) => string,
    maxGroups: number = MAX_GROUPS,
  ) {
    const plan = planCorrelators(rules);
    this.correlators = plan.correlators;
    this.feeds = plan.feeds;
    this.hits = plan.correlators.map(() => []);
    this.tables = plan.tables.map(({ quietAfter }) => {
      return new GroupTable(maxGroups, quietAfter, (count) => {
        this.counters.groupsEvicted += count;
      });
    });
  }

  /** One event and the detections that it matched (indices, ascending). `alone`: too late to be correlated. */
  accept(event: LogEvent, matched: readonly number[], view: EventView, now: EpochMs, alone: boolean): void {
    const queue: number[] = [];
    let kept: GroupEvent | null = null;
    for (const detection of matched) {
      for (const index of this.feeds.get(detection) ?? []) {
        kept ??= toGroupEvent(event);
        this.push(queue, index, detection, [kept]);
      }
    }
    for (let at = 0; at < queue.length; at++) {
      const index = queue[at] as number;
      const correlator = this.correlators[index] as Correlator;
      const hits = this.hits[index] as StageHit[];
      if (kept !== null && !(alone && !correlator.single)) {
        const firing = this.run(correlator, hits, kept, event, view, now);
        if (firing)
          for (const next of correlator.feeds) this.push(queue, next, correlator.inputId, firing.proof);
      }
      hits.length = 0;
    }
  }

  /** Alerts that opened or grew since the last call, as they stand. */
  takeChanged(): Alert[] {
    const alerts = [...this.changed].map((episode) => episode.toAlert());
    this.changed.clear();
    return alerts;
  }

  alerts(): Alert[] {
    return [...this.episodes.values()].map((episode) => episode.toAlert());
  }

  get groups(): number {
    return this.tables.reduce((sum, table) => sum + table.size, 0);
  }

  /** Queues a correlator once, in the order of the plan (what it builds on stands before it). */
  private push(queue: number[], index: number, input: number, proof: readonly GroupEvent[]): void {
    const hits = this.hits[index] as StageHit[];
    if (hits.length === 0) {
      let at = queue.length;
      while (at > 0 && (queue[at - 1] as number) > index) at--;
      queue.splice(at, 0, index);
    }
    const { stagesOf } = this.correlators[index] as Correlator;
    for (const stage of stagesOf.get(input) ?? []) hits.push({ stage, proof });
  }

  private run(
    correlator: Correlator,
    hits: readonly StageHit[],
    kept: GroupEvent,
    event: LogEvent,
    view: EventView,
    now: EpochMs,
  ): Firing | null {
    const group = this.groupOf(correlator, event, view);
    if (!group) return null;
    const { kind } = correlator;
    let state = group.states[correlator.column] as RuleState | undefined;
    if (!state) {
      state = { window: kind.start(), episode: null };
      group.states[correlator.column] = state;
    }
    const firing =
      kind instanceof EventCount
        ? kind.accept(state.window as ReturnType<EventCount['start']>, kept)
        : kind.accept(state.window as ReturnType<TemporalOrdered['start']>, hits);
    this.follow(correlator, group, state, firing, kept, now);
    return firing;
  }

  private follow(
    correlator: Correlator,
    group: Group,
    state: RuleState,
    firing: Firing | null,
    kept: GroupEvent,
    now: EpochMs,
  ): void {
    if (!correlator.alerts) return;
    if (state.episode && kept.time - state.episode.lastSeen >= correlator.timespan) state.episode = null;
    if (state.episode) {
      // An ordered rule grows by whole chains only: a later failure alone is not another success.
      if (firing || kind(correlator) === 'count') state.episode.grow(kept, now);
      else return;
    } else if (firing) {
      state.episode = this.open(correlator, group, firing, now);
    } else return;
    if (firing) state.episode.raise(firing.count);
    this.changed.add(state.episode);
  }

  private open(correlator: Correlator, group: Group, firing: Firing, now: EpochMs): Episode {
    const [first] = firing.events;
    if (!first) throw new Error('a firing without events');
    const { rule } = correlator;
    const id = this.hash(JSON.stringify([rule.id, group.values, first.time, first.raw]));
    let episode = this.episodes.get(id);
    if (!episode) {
      episode = new Episode(id, rule, group.values, first);
      this.makeRoom();
      this.episodes.set(id, episode);
    }
    for (const member of firing.events) episode.grow(member, now);
    return episode;
  }

  private makeRoom(): void {
    if (this.episodes.size < MAX_ALERTS) return;
    const oldest = this.episodes.keys().next();
    if (!oldest.done) this.episodes.delete(oldest.value);
    this.counters.alertsEvicted++;
  }

  private groupOf(correlator: Correlator, event: LogEvent, view: EventView): Group | null {
    const table = this.tables[correlator.table] as GroupTable;
    const { groupBy } = correlator;
    if (groupBy === 'entity') return this.entityGroup(table, event);
    const [only] = groupBy;
    if (groupBy.length === 0) return table.touch('', event.time, () => ({ key: '', values: {} }));
    if (groupBy.length === 1 && only) {
      const key = fieldText(only.name, only.slot, event, view);
      if (key === null) return null;
      return table.touch(key, event.time, () => single(groupName(only.name, event), key));
    }
    const values: Record<string, string> = {};
    for (const { name, slot } of groupBy) {
      const text = fieldText(name, slot, event, view);
      if (text === null) return null;
      values[groupName(name, event)] = retainText(text);
    }
    const key = Object.values(values).join('\u0000');
    return table.touch(key, event.time, () => ({ key, values }));
  }

  /** Detections that alert by themselves are grouped by who did it, as far as the event tells. */
  private entityGroup(table: GroupTable, event: LogEvent): Group {
    const name =
      event.srcIp !== null
        ? 'src_ip'
        : event.srcHost !== null
          ? 'src_host'
          : event.user !== null
            ? 'user'
            : '';
    const text = event.srcIp ?? event.srcHost ?? event.user ?? '';
    return table.touch(text, event.time, () => (name === '' ? { key: '', values: {} } : single(name, text)));
  }
}

function kind(correlator: Correlator): 'count' | 'order' {
  return correlator.kind instanceof EventCount ? 'count' : 'order';
}

function single(name: string, text: string): { key: string; values: Record<string, string> } {
  const key = retainText(text);
  return { key, values: { [name]: key } };
}

/** A host name stands in for the address that a daemon did not write: grouped, never banned. */
function fieldText(name: string, slot: Slot, event: LogEvent, view: EventView): string | null {
  if (isSourceAddress(name)) return event.srcIp ?? event.srcHost;
  const value = view.value(slot);
  return value === undefined || value === null ? null : String(value);
}

function groupName(name: string, event: LogEvent): string {
  if (!isSourceAddress(name)) return name;
  return event.srcIp === null ? 'src_host' : 'src_ip';
}

function isSourceAddress(name: string): boolean {
  return name === 'src_ip' || name === 'c-ip';
}
