/**
 * Rules as written: the objects mirror the Sigma 2.1 specification, each with its place in its file.
 * Spec, compiled rule and live group are three types (`spec.ts`, `compile.ts`, `../correlate/groups.ts`).
 */
import type { AlertClass } from '../../model/alert.ts';
import type { Level } from '../../model/level.ts';
import type { Logsource } from '../../model/log-event.ts';
import type { DurationMs } from '../../model/time.ts';

export type Place = { readonly file: string; readonly line: number; readonly column: number };

/** `error`: the rule is wrong. `unsupported`: it is right, but we cannot run it. `warning`: it runs, and something is odd. */
export type RuleIssue = {
  readonly severity: 'error' | 'unsupported' | 'warning';
  readonly message: string;
  readonly at: Place;
};

export type SigmaValue = string | number | boolean | null;

/** `field|modifier|modifier: value(s)`; `field` is null for a keyword. */
export type FieldTest = {
  readonly field: string | null;
  readonly modifiers: readonly string[];
  readonly values: readonly SigmaValue[];
  readonly at: Place;
};

export type SearchSpec =
  | { readonly kind: 'all'; readonly tests: readonly FieldTest[] }
  | { readonly kind: 'any'; readonly of: readonly SearchSpec[] };

export type ConditionSpec = { readonly text: string; readonly at: Place };

/** What every rule of either kind says of itself. */
export type RuleHead = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly level: Level;
  readonly status: string;
  readonly description: string;
  readonly references: readonly string[];
  readonly falsepositives: readonly string[];
  readonly tags: readonly string[];
  readonly class: AlertClass;
  readonly confidence: number;
  readonly spoofable: number;
  /** What to do when it fires, in plain words. */
  readonly recommendation: string;
  /** Rises with the number of events in the window: highest threshold first. */
  readonly tiers: readonly { readonly gte: number; readonly level: Level }[];
  readonly at: Place;
};

export type DetectionRule = RuleHead & {
  readonly kind: 'detection';
  readonly logsource: Logsource;
  readonly searches: ReadonlyMap<string, SearchSpec>;
  readonly conditions: readonly ConditionSpec[];
};

export const CORRELATION_TYPES = ['event_count', 'temporal_ordered'] as const;
export type CorrelationType = (typeof CORRELATION_TYPES)[number];

export const COMPARISONS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type CorrelationRule = RuleHead & {
  readonly kind: 'correlation';
  readonly type: CorrelationType;
  /** Names or ids, in order. */
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  readonly timespan: DurationMs;
  readonly condition: readonly { readonly op: Comparison; readonly value: number }[];
  /** Whether the rules it refers to also alert by themselves. */
  readonly generate: boolean;
  /** `x_reset_by`: a match of one of these detections empties the group's window, after it has been judged itself. */
  readonly resetBy: readonly string[];
  /** `x_unless`: no alert opens while one of these rules, which group alike, has one open for the same group. */
  readonly unless: readonly string[];
};

export type SigmaRule = DetectionRule | CorrelationRule;
