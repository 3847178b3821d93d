import type { Alert } from '../../model/alert.ts';
import type { EpochMs } from '../../model/time.ts';
import { MAX_GROUPS } from '../limits.ts';
import { OwnTexts } from '../own-texts.ts';
import type { RuleSet } from '../sigma/compile.ts';
import type { EventView } from '../sigma/event-view.ts';
import { Alerts, type SavedAlerts } from './alerts.ts';
import { NOT_FIRED } from './event-count.ts';
import { type GroupEvent, type KeptLine, keepLine } from './group-event.ts';
import { valuesOf } from './group-key.ts';
import { type GroupId, GroupTable, NO_GROUP, type RuleState, type SavedGroup } from './groups.ts';
import {
  type Correlator,
  type CountingCorrelator,
  type OrderingCorrelator,
  type Plan,
  planCorrelators,
} from './plan.ts';
import type { StageHit } from './temporal-ordered.ts';
import { NO_WINDOW, Windows } from './windows.ts';

export type SavedCorrelations = {
  /** Rules by id, in their order: groups of other rules mean nothing to these. */
  readonly rules: readonly string[];
  readonly groupsEvicted: number;
  readonly alerts: SavedAlerts;
  readonly tables: readonly (readonly SavedGroup[])[];
};

/**
 * Feeds matches to the rules that count or order them, keeps their groups, and turns what comes true into alerts:
 * one per episode, growing until its group has been quiet for one timespan.
 */
export class Correlations {
  private readonly plan: Plan;
  private readonly windows = new Windows();
  private readonly tables: readonly GroupTable[];
  private readonly open: Alerts;
  private readonly users = new OwnTexts();
  private groupsEvicted = 0;
  /** For rules that order, by index: which of their inputs came true with this event. */
  private readonly hits: readonly StageHit[][];
  /** Correlators to run for this event, in the order of the plan: the first `queued` entries. */
  private readonly queue: Correlator[] = [];
  private queued = 0;
  private view!: EventView;
  /** The line of this event as it is kept; made when the first rule keeps it. */
  private line: KeptLine | null = null;
  /** When it was read. */
  private now: EpochMs = 0;

  constructor(rules: RuleSet, hash: (text: string) => string, maxGroups: number = MAX_GROUPS) {
    this.plan = planCorrelators(rules);
    this.open = new Alerts(hash);
    this.hits = this.plan.correlators.map(() => []);
    this.tables = this.plan.tables.map(({ groupBy, quietAfter }) => {
      return new GroupTable({ groupBy, limit: maxGroups, quietAfter }, this.windows, (count) => {
        this.groupsEvicted += count;
      });
    });
  }

  /** The event in view, and the detections that it matched (indices). `alone`: too late to be correlated. */
  accept(view: EventView, matched: readonly number[], now: EpochMs, alone: boolean): void {
    this.view = view;
    this.line = null;
    this.now = now;
    this.queued = 0;
    for (const detection of matched) {
      for (const correlator of this.plan.feeds[detection] as readonly Correlator[]) {
        if (correlator.kind === 'counts') {
          if (!alone || correlator.single) this.enqueue(correlator);
        } else if (!alone) this.step(correlator, detection);
      }
    }
    // The queue grows while it runs: a rule that fires may feed rules that stand after it.
    for (let at = 0; at < this.queued; at++) {
      const correlator = this.queue[at] as Correlator;
      if (correlator.kind === 'counts') this.count(correlator);
      else this.order(correlator);
    }
    // Judged first, then forgotten: a success after failures is an alert, and the end of counting them.
    for (const detection of matched)
      for (const correlator of this.plan.resets[detection] as readonly CountingCorrelator[])
        this.reset(correlator);
  }

  /** Alerts that opened or grew since the last call, as they stand. */
  takeChanged(): Alert[] {
    return this.open.takeChanged();
  }

  alerts(): Alert[] {
    return this.open.all();
  }

  get groups(): number {
    return this.tables.reduce((sum, table) => sum + table.size, 0);
  }

  get evicted(): { readonly groups: number; readonly alerts: number } {
    return { groups: this.groupsEvicted, alerts: this.open.evicted };
  }

  save(): SavedCorrelations {
    return {
      rules: this.ruleIds(),
      groupsEvicted: this.groupsEvicted,
      alerts: this.open.save(),
      tables: this.tables.map((table) => table.save()),
    };
  }

  /** Of a run with other rules only the alerts are taken over, as far as their rules still are: counting begins anew. */
  restore(saved: SavedCorrelations): void {
    this.groupsEvicted = saved.groupsEvicted;
    const specs = new Map(this.plan.correlators.map(({ spec }) => [spec.id, spec]));
    const episodes = this.open.restore(saved.alerts, specs);
    const ids = this.ruleIds();
    if (saved.rules.length !== ids.length || saved.rules.some((id, index) => id !== ids[index])) return;
    for (const [index, table] of this.tables.entries()) table.restore(saved.tables[index] ?? [], episodes);
  }

  private ruleIds(): string[] {
    return this.plan.correlators.map(({ spec }) => spec.id);
  }

  private count(correlator: CountingCorrelator): void {
    const { rule, window: bounds, leads } = correlator;
    const table = this.tables[correlator.table] as GroupTable;
    const group = table.findOrStart(this.view);
    if (group === NO_GROUP) return;
    let window = table.window(group, bounds.column);
    if (window === NO_WINDOW) window = table.openWindow(group, bounds.column);
    const { time, count } = this.view.event;
    if (leads) this.windows.add(window, time, count, this.kept(), bounds);
    if (!correlator.alerts && correlator.feeds.length === 0) return;
    const sum = rule.judge(this.windows, window);
    if (sum !== NOT_FIRED && correlator.feeds.length > 0) {
      this.tell(correlator, rule.proof(this.windows, window) ?? []);
    }
    if (!correlator.alerts) return;
    const state = table.state(group, correlator.column);
    // Most groups never come to an alert: they have no state of their own in any rule.
    if (sum === NOT_FIRED && state === null) return;
    const grows = this.grow(correlator, state, sum);
    if (grows || sum === NOT_FIRED || isCovered(table, group, correlator, time)) return;
    this.begin(
      correlator,
      state ?? table.addState(group, correlator.column),
      sum,
      rule.events(this.windows, window),
    );
  }

  private order(correlator: OrderingCorrelator): void {
    const hits = this.hits[correlator.index] as StageHit[];
    if (hits.length === 0) return;
    const table = this.tables[correlator.table] as GroupTable;
    // Without the first step there is nothing to go on from, and nothing to keep a group for.
    const begins = hits.some(({ stage }) => stage === 0);
    const group = begins ? table.findOrStart(this.view) : table.find(this.view);
    const known = group === NO_GROUP ? null : table.state(group, correlator.column);
    const state = known ?? (begins && group !== NO_GROUP ? table.addState(group, correlator.column) : null);
    if (state !== null) {
      state.chains ??= correlator.rule.start();
      const sum = correlator.rule.accept(state.chains, hits);
      if (sum !== NOT_FIRED) this.ordered(correlator, table, group, state, sum);
    }
    while (hits.length > 0) hits.pop();
  }

  private ordered(
    correlator: OrderingCorrelator,
    table: GroupTable,
    group: GroupId,
    state: RuleState,
    sum: number,
  ): void {
    const events = correlator.rule.events(state.chains ?? []);
    if (correlator.feeds.length > 0) this.tell(correlator, events);
    if (!correlator.alerts || this.grow(correlator, state, sum)) return;
    if (!isCovered(table, group, correlator, this.view.event.time))
      this.begin(correlator, state, sum, events);
  }

  /** One of the rule's later or first steps came, as a single event. */
  private step(correlator: OrderingCorrelator, detection: number): void {
    if (correlator.opening) {
      // Before this event is counted itself: one event never serves as two steps.
      const group = (this.tables[correlator.table] as GroupTable).find(this.view);
      if (group === NO_GROUP) return;
      this.lookBack(correlator, correlator.opening, group);
    }
    this.enqueue(correlator);
    const { time, count } = this.view.event;
    this.prove(correlator, detection, [{ time, count, kept: this.kept() }]);
  }

  /** Brings the first step of a rule that is not told of it up to date. */
  private lookBack(correlator: OrderingCorrelator, opening: CountingCorrelator, group: GroupId): void {
    const table = this.tables[correlator.table] as GroupTable;
    const window = table.window(group, opening.window.column);
    const proof = window === NO_WINDOW ? null : opening.rule.proof(this.windows, window);
    if (proof === null) return;
    const state = table.state(group, correlator.column) ?? table.addState(group, correlator.column);
    state.chains ??= correlator.rule.start();
    state.chains[0] = proof;
  }

  private reset(correlator: CountingCorrelator): void {
    const table = this.tables[correlator.table] as GroupTable;
    const group = table.find(this.view);
    if (group === NO_GROUP) return;
    for (const ordering of correlator.opens) this.lookBack(ordering, correlator, group);
    const window = table.window(group, correlator.window.column);
    if (window !== NO_WINDOW) this.windows.reset(window);
  }

  /** Whether an alert is open, which this event makes grow; ends it first when its group has been quiet for long. */
  private grow({ kind, timespan }: Correlator, state: RuleState | null, sum: number): boolean {
    if (state === null || state.episode === null) return false;
    const { episode } = state;
    const { time, count } = this.view.event;
    if (time - episode.lastSeen >= timespan) {
      state.episode = null;
      return false;
    }
    // A rule that orders grows by whole chains only: a later failure alone is not another success.
    if (sum === NOT_FIRED && kind === 'orders') return true;
    episode.grow(time, count, this.kept(), this.now);
    if (sum !== NOT_FIRED) episode.raise(sum);
    this.open.change(episode);
    return true;
  }

  private begin(
    { spec, table }: Correlator,
    state: RuleState,
    sum: number,
    events: readonly GroupEvent[],
  ): void {
    const values = valuesOf((this.tables[table] as GroupTable).groupBy, this.view);
    state.episode = this.open.open(spec, values, events, this.now);
    state.episode.raise(sum);
    this.open.change(state.episode);
  }

  /** Told to the rules that build on this one. */
  private tell({ feeds, inputId }: Correlator, proof: readonly GroupEvent[]): void {
    for (const next of feeds) {
      this.enqueue(next);
      if (next.kind === 'orders') this.prove(next, inputId, proof);
    }
  }

  private prove({ index, stages }: OrderingCorrelator, input: number, proof: readonly GroupEvent[]): void {
    for (const stage of stages.get(input) ?? []) (this.hits[index] as StageHit[]).push({ stage, proof });
  }

  private kept(): KeptLine {
    this.line ??= keepLine(this.view.event, this.users);
    return this.line;
  }

  /** Once each, after everything that it builds on. */
  private enqueue(correlator: Correlator): void {
    const { queue } = this;
    let at = this.queued;
    while (at > 0 && (queue[at - 1] as Correlator).index > correlator.index) at--;
    if (at > 0 && queue[at - 1] === correlator) return;
    for (let after = this.queued; after > at; after--) queue[after] = queue[after - 1] as Correlator;
    queue[at] = correlator;
    this.queued++;
  }
}

/** Another rule that says the same more sharply has an alert open for this group. */
function isCovered(
  table: GroupTable,
  group: GroupId,
  { unless, timespan }: Correlator,
  time: EpochMs,
): boolean {
  for (const column of unless) {
    const episode = table.state(group, column)?.episode;
    if (episode && time - episode.lastSeen < timespan) return true;
  }
  return false;
}
