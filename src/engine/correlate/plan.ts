import { type DurationMs, MINUTE_MS } from '../../model/time.ts';
import type { CompiledCorrelation, CompiledDetection, RuleSet } from '../sigma/compile.ts';
import type { SigmaRule } from '../sigma/spec.ts';
import { EventCount } from './event-count.ts';
import type { GroupBy } from './groups.ts';
import { TemporalOrdered } from './temporal-ordered.ts';

/** One rule that counts or orders, ready to run; a detection that alerts by itself counts to one. */
export type Correlator = {
  readonly spec: SigmaRule;
  readonly rule: EventCount | TemporalOrdered;
  readonly timespan: DurationMs;
  readonly alerts: boolean;
  /** Needs one event only: runs for late lines too. */
  readonly single: boolean;
  /** Where its groups are, and its place in each group's states. */
  readonly table: number;
  readonly column: number;
  /** The window of a counting rule: shared with rules that count the same events and forget them alike. */
  readonly window: SharedWindow;
  /** The first rule of those that share a window: it is the one that adds the event. */
  readonly leads: boolean;
  /** This rule as an input of others; detections have theirs from 0. */
  readonly inputId: number;
  /** For each input id the places it has in the rule's list. */
  readonly inputs: ReadonlyMap<number, readonly number[]>;
  /** Columns of its table: while a rule there has an alert open for the group, this one opens none. */
  readonly unless: number[];
  /** Correlators that build on this one; they stand after it. */
  readonly feeds: number[];
};

/** As long and as large as the rules that share it need. */
export type SharedWindow = { readonly column: number; span: DurationMs; capacity: number };

export type Plan = {
  readonly correlators: readonly Correlator[];
  /** By detection index: the correlators that it concerns, ascending. */
  readonly feeds: readonly (readonly number[])[];
  /** By detection index: the correlators whose windows it empties. */
  readonly resets: readonly (readonly number[])[];
  readonly tables: readonly Readonly<Table>[];
};

/** How long a single detection's group must be quiet before the next match is a new alert. */
const SINGLE_TIMESPAN: DurationMs = 10 * MINUTE_MS;

/** Lays the rules out: which feeds which, and which share a group table or a window. */
export function planCorrelators(rules: RuleSet): Plan {
  const tables = new Tables();
  const correlators: Correlator[] = [];
  const feeds = rules.detections.map((): number[] => []);
  const resets = rules.detections.map((): number[] => []);
  for (const detection of rules.detections) {
    if (!detection.alerts) continue;
    feeds[detection.index]?.push(correlators.length);
    correlators.push(singleCorrelator(detection, tables));
  }
  const firstInput = rules.detections.length;
  const correlatorOf = new Map<number, number>();
  for (const [index, correlation] of rules.correlations.entries()) {
    const inputs = correlation.inputs.map((input) =>
      input.kind === 'detection' ? input.index : firstInput + input.index,
    );
    const at = correlators.length;
    correlatorOf.set(firstInput + index, at);
    for (const input of new Set(inputs)) {
      const source = correlatorOf.get(input);
      if (source === undefined) feeds[input]?.push(at);
      else correlators[source]?.feeds.push(at);
    }
    for (const input of correlation.resetBy) resets[input]?.push(at);
    correlators.push(correlator(correlation, inputs, firstInput + index, rules, tables));
  }
  linkUnless(correlators);
  return { correlators, feeds, resets, tables: tables.list };
}

function singleCorrelator({ rule: spec, index }: CompiledDetection, tables: Tables): Correlator {
  const rule = new EventCount([{ op: 'gte', value: 1 }], SINGLE_TIMESPAN, spec.tiers);
  return {
    spec,
    rule,
    timespan: SINGLE_TIMESPAN,
    alerts: true,
    single: true,
    ...tables.place('entity', SINGLE_TIMESPAN, rule, [index], []),
    inputId: -1,
    inputs: new Map([[index, [0]]]),
    unless: [],
    feeds: [],
  };
}

function correlator(
  { rule: spec, alerts, resetBy }: CompiledCorrelation,
  inputs: readonly number[],
  inputId: number,
  rules: RuleSet,
  tables: Tables,
): Correlator {
  const stages = new Map<number, number[]>();
  for (const [stage, input] of inputs.entries()) stages.set(input, [...(stages.get(input) ?? []), stage]);
  const groupBy = spec.groupBy.map((name) => ({ name, slot: rules.fields.slot(name) }));
  const { timespan } = spec;
  const rule =
    spec.type === 'event_count'
      ? new EventCount(spec.condition, timespan, spec.tiers, resetBy.length > 0)
      : new TemporalOrdered(inputs.length, timespan);
  return {
    spec,
    rule,
    timespan,
    alerts,
    single: false,
    ...tables.place(groupBy, timespan, rule, [...stages.keys()], resetBy),
    inputId,
    inputs: stages,
    unless: [],
    feeds: [],
  };
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

type Place = Pick<Correlator, 'table' | 'column' | 'window' | 'leads'>;
type Share = { readonly inputs: string; resets: string | null; readonly window: SharedWindow };
/** A group table: `columns` rules keep a state in each group, and as many windows as there are shares. */
type Table = { groupBy: GroupBy; quietAfter: DurationMs; columns: number; shares: Share[] };

/** Rules with the same group-by share a table: one look-up an event serves them all. */
class Tables {
  readonly list: Table[] = [];

  place(
    groupBy: GroupBy,
    timespan: DurationMs,
    rule: Correlator['rule'],
    inputs: readonly number[],
    resets: readonly number[],
  ): Place {
    const signature = JSON.stringify(groupBy);
    let table = this.list.findIndex((known) => JSON.stringify(known.groupBy) === signature);
    if (table === -1) table = this.list.push({ groupBy, quietAfter: 0, columns: 0, shares: [] }) - 1;
    const entry = this.list[table] as Table;
    entry.quietAfter = Math.max(entry.quietAfter, timespan);
    const capacity = rule instanceof EventCount ? rule.capacity : 0;
    return {
      table,
      column: entry.columns++,
      ...share(entry.shares, { span: timespan, capacity }, inputs, resets),
    };
  }
}

/** A window is shared by rules that count the same inputs and, as far as they forget, forget alike. */
function share(
  shares: Share[],
  { span, capacity }: Pick<SharedWindow, 'span' | 'capacity'>,
  inputs: readonly number[],
  resets: readonly number[],
): Pick<Correlator, 'window' | 'leads'> {
  const counts = JSON.stringify([...inputs].sort());
  const forgets = resets.length === 0 ? null : JSON.stringify([...resets].sort());
  const known = shares.find(
    (other) => other.inputs === counts && (!forgets || !other.resets || other.resets === forgets),
  );
  if (!known) {
    const window = { column: shares.length, span, capacity };
    shares.push({ inputs: counts, resets: forgets, window });
    return { window, leads: true };
  }
  known.resets ??= forgets;
  known.window.span = Math.max(known.window.span, span);
  known.window.capacity = Math.max(known.window.capacity, capacity);
  return { window: known.window, leads: false };
}
