/**
 * Rules as written: the objects mirror the Sigma 2.1 specification, each with its place in its file.
 * Spec, compiled rule and live group are three types (`spec.ts`, `compile.ts`, `../correlate/groups/groups.ts`).
 */
import type { AlertClass } from '../../model/alerts/alert.ts';
import type { Level } from '../../model/level.ts';
import type { Logsource } from '../../model/log-event.ts';
import type { DurationMs } from '../../model/time.ts';
import type { Condition } from './condition.ts';

export type Place = { readonly file: string; readonly line: number; readonly column: number };

/** `error`: the rule is wrong. `unsupported`: it is right, but we cannot run it. `warning`: it runs, and something is odd. */
export type RuleIssue = {
  readonly severity: 'error' | 'unsupported' | 'warning';
  readonly message: string;
  readonly at: Place;
  /** Where the rule that it is about begins; absent when it is about a file. */
  readonly rule?: Place;
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

/** What rules of both kinds have in common. */
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
  /** `x_attack`: how the attack works. `x_honest`: how it differs from an honest mistake. */
  readonly attack: string;
  readonly honest: string;
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

/** A filter: the rules it names match only where it holds as well as their own conditions. */
export type FilterRule = {
  readonly kind: 'filter';
  readonly id: string;
  readonly title: string;
  readonly logsource: Logsource;
  /** Names or ids; `any`: all rules for the log source. */
  readonly rules: readonly string[] | 'any';
  readonly searches: ReadonlyMap<string, SearchSpec>;
  readonly conditions: readonly ConditionSpec[];
  readonly at: Place;
};

export const CORRELATION_TYPES = [
  'event_count',
  'value_count',
  'value_sum',
  'value_avg',
  'value_min',
  'value_max',
  'value_median',
  'value_percentile',
  'temporal',
  'temporal_ordered',
] as const;
export type CorrelationType = (typeof CORRELATION_TYPES)[number];

export const COMPARISONS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type CorrelationRule = RuleHead & {
  readonly kind: 'correlation';
  readonly type: CorrelationType;
  /** Names or ids, in order. */
  readonly rules: readonly string[];
  /** Where each of them is written. */
  readonly ruleAts: readonly Place[];
  /** Names of fields or of aliases. */
  readonly groupBy: readonly string[];
  /** Alias, then rule, then the field that the alias means in events of that rule. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly timespan: DurationMs;
  readonly condition: readonly { readonly op: Comparison; readonly value: number }[];
  /** For `temporal`: which of its rules must have matched, as an expression; null when `condition` says how many. */
  readonly wanted: { readonly text: string; readonly condition: Condition } | null;
  /** For `value_*`: the fields whose values are compared; several together make one value. */
  readonly fields: readonly string[];
  /** For `value_percentile`: 0 to 100. */
  readonly percentile: number;
  /** Whether the rules it refers to also alert by themselves; null when it does not say. */
  readonly generate: boolean | null;
  /**
   * `x_reset_by`: a match of one of these detections empties the group's window, after it has been judged itself. Of
   * value_count only what the same value has left there.
   */
  readonly resetBy: readonly string[];
  /**
   * `x_forgive`, of event_count: a match of one of these detections takes the events of its own account out of the group's
   * window that are not older than `within`, when they are `most` at most: somebody mistyped. Null: nothing is taken out.
   */
  readonly forgive: Forgive | null;
  /**
   * `x_settled_by`, of rules that count or order by address: its alert is lowered to `low` when each failure of the address since
   * its first one was forgiven (`x_forgive` of a rule with the same groups) by one of these detections.
   */
  readonly settledBy: readonly string[];
  /** `x_median_gap`, for `event_count`: how long the median of the `last` gaps between events must be; null: any length. */
  readonly medianGap: { readonly last: number; readonly gte: DurationMs } | null;
  /** `x_most_each`, for `value_count`: values that came more often than this do not count; null: all count. */
  readonly mostEach: number | null;
  /** `x_also`, for `value_count`: how many different values of another field must have come along. */
  readonly also: { readonly field: string; readonly gte: number } | null;
  /** `x_unless`: no alert opens while one of these rules has an open alert for the event's group there. */
  readonly unless: readonly string[];
  /** `x_names`: the alert shows `src_ip` and `user` of the event that opened it beside its group. */
  readonly names: readonly string[];
};

export type Forgive = {
  readonly by: readonly string[];
  readonly within: DurationMs;
  readonly most: number;
};

export type SigmaRule = DetectionRule | CorrelationRule;
