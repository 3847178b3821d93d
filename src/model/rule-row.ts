import type { Level } from './level.ts';

/** A loaded rule, and what it has found since the start. Texts of users' rules are untrusted. */
export type RuleRow = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly kind: 'detection' | 'correlation';
  readonly level: Level;
  readonly status: string;
  readonly description: string;
  /** How the attack works, and how it differs from an honest mistake; '' when the rule does not say. */
  readonly attack: string;
  readonly honest: string;
  readonly falsepositives: readonly string[];
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly recommendation: string;
  /** What it looks at: a kind of log, or the rules that it counts or orders. */
  readonly looksAt: string;
  /** When it fires, in words. */
  readonly condition: string;
  /** File and line. */
  readonly place: string;
  /** Alerts by itself, or only feeds others. */
  readonly alerts: boolean;
  /** Events that matched it; null where that is not counted (correlations). */
  readonly hits: number | null;
  /** Alerts kept in memory. */
  readonly alertCount: number;
};
