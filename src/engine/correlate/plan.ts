import { type DurationMs, MINUTE_MS } from '../../model/time.ts';
import type { CompiledCorrelation, CompiledDetection, RuleSet } from '../sigma/compile.ts';
import type { SigmaRule } from '../sigma/spec.ts';
import { EventCount, MOST_EXACT } from './event-count.ts';
import { type Place, type PlacedWindow, Placement, type Table } from './placement.ts';
import { TemporalOrdered } from './temporal-ordered.ts';

/** One rule that counts or orders, ready to run; a detection that alerts by itself counts to one. */
export type Correlator = CountingCorrelator | OrderingCorrelator;

export type CountingCorrelator = CorrelatorHead & {
  readonly kind: 'counts';
  readonly rule: EventCount;
  /** Needs one event only: runs for late lines too. */
  readonly single: boolean;
  /** The rules whose `opening` this one is. */
  readonly opens: OrderingCorrelator[];
} & PlacedWindow;

export type OrderingCorrelator = CorrelatorHead & {
  readonly kind: 'orders';
  readonly rule: TemporalOrdered;
  /** For each input id the places it has in the rule's list. */
  readonly stages: ReadonlyMap<number, readonly number[]>;
  /**
   * The counting rule that it begins with, when it need not be told that this came true: it looks back into that rule's
   * window when its own next step comes. Under attack "many failures" is true of nearly every event, "then a success"
   * of nearly none.
   */
  readonly opening: CountingCorrelator | null;
};

type CorrelatorHead = Place & {
  readonly spec: SigmaRule;
  readonly timespan: DurationMs;
  readonly alerts: boolean;
  /** Place in the plan: after everything that it builds on. */
  readonly index: number;
  /** This rule as an input of others; detections have theirs from 0. */
  readonly inputId: number;
  /** Columns of its table: while a rule there has an alert open for the group, this one opens none. */
  readonly unless: number[];
  /** Correlators that are told whenever this one comes true. */
  readonly feeds: Correlator[];
};

export type Plan = {
  readonly correlators: readonly Correlator[];
  /** By detection index: the correlators that it concerns, in their order. */
  readonly feeds: readonly (readonly Correlator[])[];
  /** By detection index: the counting rules whose windows it empties. */
  readonly resets: readonly (readonly CountingCorrelator[])[];
  readonly tables: readonly Readonly<Table>[];
};

/** How long a single detection's group must be quiet before the next match is a new alert. */
const SINGLE_TIMESPAN: DurationMs = 10 * MINUTE_MS;

/** Lays the rules out: which feeds which, and which share a group table or a window. */
export function planCorrelators(rules: RuleSet): Plan {
  const placement = new Placement();
  const correlators: Correlator[] = [];
  const resets = rules.detections.map((): CountingCorrelator[] => []);
  /** By input id: a correlation as an input of others. */
  const sources = new Map<number, Correlator>();
  const feeds = rules.detections.map((): Correlator[] => []);
  for (const detection of rules.detections) {
    if (!detection.alerts) continue;
    const single = singleCorrelator(detection, correlators.length, placement);
    feeds[detection.index]?.push(single);
    correlators.push(single);
  }
  for (const [at, correlation] of rules.correlations.entries()) {
    const head = headOf(correlation, { index: correlators.length, at, rules, placement });
    const inputs = inputsOf(correlation, rules);
    const made =
      correlation.rule.type === 'event_count'
        ? counting(head, correlation, inputs, placement)
        : ordering(head, inputs, sources);
    correlators.push(made);
    sources.set(head.inputId, made);
    for (const input of new Set(inputs)) {
      const source = sources.get(input);
      if (source === undefined) feeds[input]?.push(made);
      else if (made.kind === 'counts' || source !== made.opening) source.feeds.push(made);
    }
    if (made.kind === 'counts') for (const input of correlation.resetBy) resets[input]?.push(made);
  }
  linkUnless(correlators);
  return { correlators, feeds: feeds.map((each) => each.filter(hasWork)), resets, tables: placement.tables };
}

/** A rule that nobody is told of runs only when it keeps the window for others. */
function hasWork(correlator: Correlator): boolean {
  if (correlator.alerts || correlator.feeds.length > 0) return true;
  return correlator.kind === 'counts' && correlator.leads;
}

function singleCorrelator(
  { rule: spec, index: input }: CompiledDetection,
  index: number,
  placement: Placement,
): CountingCorrelator {
  const timespan = SINGLE_TIMESPAN;
  const rule = new EventCount([{ op: 'gte', value: 1 }], timespan, spec.tiers);
  const place = placement.place('entity', timespan);
  return {
    ...{ spec, timespan, alerts: true, index, inputId: -1, unless: [], feeds: [], ...place },
    ...{ kind: 'counts', rule, single: true, opens: [] },
    ...placement.window(place, rule, [input], []),
  };
}

type Context = {
  readonly index: number;
  /** Number of the correlation among the rules. */
  readonly at: number;
  readonly rules: RuleSet;
  readonly placement: Placement;
};

function headOf({ rule: spec, alerts }: CompiledCorrelation, context: Context): CorrelatorHead {
  const { index, at, rules, placement } = context;
  const groupBy = spec.groupBy.map((name) => ({ name, slot: rules.fields.slot(name) }));
  const { timespan } = spec;
  const inputId = rules.detections.length + at;
  return {
    spec,
    timespan,
    alerts,
    index,
    inputId,
    unless: [],
    feeds: [],
    ...placement.place(groupBy, timespan),
  };
}

function inputsOf({ inputs }: CompiledCorrelation, { detections }: RuleSet): number[] {
  return inputs.map(({ kind, index }) => (kind === 'detection' ? index : detections.length + index));
}

function counting(
  head: CorrelatorHead,
  { rule: { condition, tiers }, resetBy }: CompiledCorrelation,
  inputs: readonly number[],
  placement: Placement,
): CountingCorrelator {
  const rule = new EventCount(condition, head.timespan, tiers, resetBy.length > 0);
  const window = placement.window(head, rule, [...new Set(inputs)], resetBy);
  return { ...head, kind: 'counts', rule, single: false, opens: [], ...window };
}

function ordering(
  head: CorrelatorHead,
  inputs: readonly number[],
  sources: ReadonlyMap<number, Correlator>,
): OrderingCorrelator {
  const stages = new Map<number, number[]>();
  for (const [stage, input] of inputs.entries()) stages.set(input, [...(stages.get(input) ?? []), stage]);
  const rule = new TemporalOrdered(inputs.length, head.timespan);
  const opening = openingOf(head, inputs, sources);
  const made: OrderingCorrelator = { ...head, kind: 'orders', rule, stages, opening };
  if (opening) {
    opening.opens.push(made);
    const { window } = opening;
    // Far enough back to find where the chain may begin.
    window.span = Math.max(window.span, head.timespan);
    if (head.timespan > opening.timespan) window.capacity = Math.max(window.capacity, MOST_EXACT);
  }
  return made;
}

/** Looking back does when the rule begins with a count in the same groups and goes on with single events. */
function openingOf(
  { table }: CorrelatorHead,
  [first = -1, ...others]: readonly number[],
  sources: ReadonlyMap<number, Correlator>,
): CountingCorrelator | null {
  const source = sources.get(first);
  if (source?.kind !== 'counts' || source.table !== table) return null;
  return others.length > 0 && !others.some((input) => sources.has(input)) ? source : null;
}

function linkUnless(correlators: readonly Correlator[]): void {
  for (const { spec, unless, table } of correlators) {
    if (spec.kind !== 'correlation') continue;
    for (const other of correlators) {
      const named = spec.unless.includes(other.spec.name) || spec.unless.includes(other.spec.id);
      if (named && other.table === table) unless.push(other.column);
    }
  }
}
