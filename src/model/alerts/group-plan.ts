import type { DurationMs } from '../time.ts';

/**
 * How streams of one format are read beside what is counted of them: whole; or the lines that are wanted in any case (so
 * much later than they come), and those of whom the counts name.
 */
export type GroupPlan =
  | { readonly kind: 'whole' }
  | {
      readonly kind: 'chosen';
      /** Names what the lines of a rule that has no groups are to be looked for in. */
      readonly format: string;
      readonly lines: readonly { readonly stages: string; readonly delay: DurationMs }[];
      /** When this finds a line, all are to be read after all. */
      readonly unless: string | null;
    };
