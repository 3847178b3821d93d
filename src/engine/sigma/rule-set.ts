import type { FieldTable, Slot } from './field-table.ts';
import type { GateId, Gates } from './gates.ts';
import type { EventTest } from './matcher.ts';
import type { CorrelationRule, DetectionRule, FilterRule } from './spec.ts';
import type { Placeholders } from './values.ts';

export type CompiledDetection = {
  readonly rule: DetectionRule;
  /** What must be true besides. */
  readonly filters: readonly FilterRule[];
  readonly test: EventTest;
  /** The test is false while none of these is open; null when it may always be true. */
  readonly gates: readonly GateId[] | null;
  /** Of each of these sets of gates one must be open for the test to be true. */
  readonly needs: readonly (readonly GateId[])[];
  /** All gates that the test looks at. */
  readonly watched: readonly GateId[];
  /** All fields that the test looks at, `KEYWORDS` among them. */
  readonly slots: readonly Slot[];
  /** Index within its rule set: what correlations refer to. */
  readonly index: number;
  /** Whether it alerts by itself, or only feeds correlations. */
  readonly alerts: boolean;
};

export type CompiledCorrelation = {
  readonly rule: CorrelationRule;
  /** What it counts or orders: detections and other correlations, in the rule's order. */
  readonly inputs: readonly RuleInput[];
  /** Indices of the detections that empty its window. */
  readonly resetBy: readonly number[];
  /** Indices of the detections by which it forgives. */
  readonly forgiveBy: readonly number[];
  readonly alerts: boolean;
};

export type RuleInput =
  | { readonly kind: 'detection'; readonly index: number }
  | { readonly kind: 'correlation'; readonly index: number };

/** Rules ready to run. Correlations stand after everything they refer to. */
export type RuleSet = {
  readonly detections: readonly CompiledDetection[];
  readonly correlations: readonly CompiledCorrelation[];
  readonly fields: FieldTable;
  readonly gates: Gates;
  /** What `%name%` stands for in them. */
  readonly placeholders: Placeholders;
};

/** The same rules, with the correlations of these ids alerting also where they only feed others: to see what they find. */
export function withAlertsOf(rules: RuleSet, ids: ReadonlySet<string>): RuleSet {
  const correlations = rules.correlations.map((each) =>
    ids.has(each.rule.id) ? { ...each, alerts: true } : each,
  );
  return { ...rules, correlations };
}
