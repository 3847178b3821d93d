import { type DurationMs, MINUTE_MS } from '../../model/time.ts';
import type { CompiledCorrelation, CompiledDetection, RuleSet } from '../sigma/compile.ts';
import type { Slot } from '../sigma/event-view.ts';
import type { SigmaRule } from '../sigma/spec.ts';
import { EventCount } from './event-count.ts';
import { TemporalOrdered } from './temporal-ordered.ts';

export type GroupField = { readonly name: string; readonly slot: Slot };

/** One rule that counts or orders; a detection that alerts by itself counts to one. */
export type Correlator = {
  readonly rule: SigmaRule;
  readonly kind: EventCount | TemporalOrdered;
  readonly timespan: DurationMs;
  readonly alerts: boolean;
  /** Needs one event only: runs for late lines too. */
  readonly single: boolean;
  /** `entity`: by address, host or user, whichever the event has. */
  readonly groupBy: 'entity' | readonly GroupField[];
  readonly table: number;
  readonly column: number;
  /** This rule as an input of others; detections have theirs from 0. */
  readonly inputId: number;
  /** For each input id the places it has in the rule's list. */
  readonly stagesOf: ReadonlyMap<number, readonly number[]>;
  /** Correlators that build on this one. */
  readonly feeds: number[];
};

export type Plan = {
  readonly correlators: readonly Correlator[];
  /** By detection index. */
  readonly feeds: ReadonlyMap<number, readonly number[]>;
  readonly tables: readonly { readonly quietAfter: DurationMs }[];
};

/** How long a single detection's group must be quiet before the next match is a new alert. */
const SINGLE_TIMESPAN: DurationMs = 10 * MINUTE_MS;

/** Lays the rules out: which feeds which, and which share a group table because they group alike. */
export function planCorrelators(rules: RuleSet): Plan {
  const tables = new Tables();
  const correlators: Correlator[] = [];
  const feeds = new Map<number, number[]>();
  for (const detection of rules.detections) {
    if (!detection.alerts) continue;
    addFeed(feeds, detection.index, correlators.length);
    correlators.push(singleCorrelator(detection, tables));
  }
  const firstCorrelation = rules.detections.length;
  const correlatorOf = new Map<number, number>();
  for (const [index, correlation] of rules.correlations.entries()) {
    const inputs = correlation.inputs.map((input) =>
      input.kind === 'detection' ? input.index : firstCorrelation + input.index,
    );
    const at = correlators.length;
    correlatorOf.set(firstCorrelation + index, at);
    for (const input of new Set(inputs)) {
      const source = correlatorOf.get(input);
      if (source === undefined) addFeed(feeds, input, at);
      else (correlators[source] as Correlator).feeds.push(at);
    }
    correlators.push(correlator(correlation, inputs, firstCorrelation + index, rules, tables));
  }
  return { correlators, feeds, tables: tables.list };
}

function singleCorrelator({ rule, index }: CompiledDetection, tables: Tables): Correlator {
  const place = tables.place('entity', SINGLE_TIMESPAN);
  return {
    rule,
    kind: new EventCount([{ op: 'gte', value: 1 }], SINGLE_TIMESPAN, rule.tiers),
    timespan: SINGLE_TIMESPAN,
    alerts: true,
    single: true,
    groupBy: 'entity',
    ...place,
    inputId: -1,
    stagesOf: new Map([[index, [0]]]),
    feeds: [],
  };
}

function correlator(
  { rule, alerts }: CompiledCorrelation,
  inputs: readonly number[],
  inputId: number,
  rules: RuleSet,
  tables: Tables,
): Correlator {
  const stagesOf = new Map<number, number[]>();
  for (const [stage, input] of inputs.entries()) stagesOf.set(input, [...(stagesOf.get(input) ?? []), stage]);
  const kind =
    rule.type === 'event_count'
      ? new EventCount(rule.condition, rule.timespan, rule.tiers)
      : new TemporalOrdered(inputs.length, rule.timespan);
  return {
    rule,
    kind,
    timespan: rule.timespan,
    alerts,
    single: false,
    groupBy: rule.groupBy.map((name) => ({ name, slot: rules.fields.slot(name) })),
    ...tables.place(rule.groupBy.join('\u0000'), rule.timespan),
    inputId,
    stagesOf,
    feeds: [],
  };
}

function addFeed(feeds: Map<number, number[]>, input: number, correlator: number): void {
  const list = feeds.get(input);
  if (list) list.push(correlator);
  else feeds.set(input, [correlator]);
}

/** Rules with the same group-by share a table: one look-up an event serves them all. */
class Tables {
  readonly list: { quietAfter: DurationMs }[] = [];
  private readonly bySignature = new Map<string, { table: number; columns: number }>();

  place(signature: string, timespan: DurationMs): { readonly table: number; readonly column: number } {
    let entry = this.bySignature.get(signature);
    if (!entry) {
      entry = { table: this.list.length, columns: 0 };
      this.list.push({ quietAfter: 0 });
      this.bySignature.set(signature, entry);
    }
    const table = this.list[entry.table] as { quietAfter: DurationMs };
    table.quietAfter = Math.max(table.quietAfter, timespan);
    return { table: entry.table, column: entry.columns++ };
  }
}
