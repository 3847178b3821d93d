import type { HuntLabels } from './hunt.ts';
import type { DurationMs, EpochMs } from './time.ts';

/** What the hunt screen asks: the query as typed, or the same as a curve. */
export type HuntQuestion = { readonly query: string; readonly asCurve: boolean };

export type HuntLine = { readonly time: EpochMs; readonly line: string; readonly labels: HuntLabels };
export type HuntValue = { readonly labels: HuntLabels; readonly value: number };

/** One series, of which each figure is the peak of its part of the time. */
export type HuntCurve = {
  readonly labels: HuntLabels;
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly values: readonly number[];
  readonly peak: number;
  readonly peakAt: EpochMs;
  readonly mean: number;
  readonly p95: number;
};

/** What the screen shows of an answer; untrusted text. */
export type HuntAnswer = {
  readonly found: /** Newest first; `isCut`: there may be older ones. */
    | { readonly kind: 'lines'; readonly lines: readonly HuntLine[]; readonly isCut: boolean }
    | { readonly kind: 'values'; readonly values: readonly HuntValue[]; readonly total: number }
    /** Highest peak first. */
    | {
        readonly kind: 'curves';
        readonly curves: readonly HuntCurve[];
        readonly total: number;
        readonly window: DurationMs | null;
      };
  /** What could not be read, and what the hunter should know. */
  readonly notes: readonly string[];
  readonly took: DurationMs;
};

/** What is wrong with a query while it is typed, and how it could go on at the cursor. */
export type HuntInspection = {
  readonly problem: { readonly message: string; readonly at: number | null } | null;
  /** Each replaces the text from `from` to the cursor. */
  readonly completions: readonly string[];
  readonly from: number;
};

export type SavedHuntRow = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Ready to run on what the console reads. */
  readonly query: string;
  readonly threshold: number | null;
};

/** A Sigma rule as text, and what it does not say of the hunt. */
export type HuntRule = { readonly yaml: string; readonly leftOut: readonly string[] };
