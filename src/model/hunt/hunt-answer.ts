import type { DurationMs, EpochMs } from '../time.ts';
import type { HuntLabels } from './hunt.ts';

/** From its start on and before its end. */
export type TimeSpan = { readonly from: EpochMs; readonly to: EpochMs };

/** What the hunt screen asks: the query as typed, or the same as a curve. */
export type HuntQuestion = {
  readonly query: string;
  readonly asCurve: boolean;
  /** The time before now that it covers; null or absent: all that is here, or what a server takes for it. */
  readonly last?: DurationMs | null;
  /** Exactly this time instead. */
  readonly between?: TimeSpan | null;
};

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
    | { readonly kind: 'curves'; readonly curves: readonly HuntCurve[]; readonly total: number };
  /** What could not be read, and what the hunter should know. */
  readonly notes: readonly string[];
  readonly took: DurationMs;
};

/** What is wrong with a query while it is typed, and how it could go on at the cursor. */
export type HuntInspection = {
  readonly problem: { readonly message: string; readonly at: number | null } | null;
  /** What the query could go on with: each replaces the text from `from` to the cursor. */
  readonly completions: readonly string[];
  readonly from: number;
};

/** What came to a hunt that is followed. `last`: what to ask for the next time. */
export type HuntNews = {
  /** Newest first. */
  readonly lines: readonly HuntLine[];
  readonly last: number;
  /** Lines that came and were let go before anybody asked. */
  readonly missed: number;
  readonly note: string | null;
};

/** What a hunter finds when the screen opens. */
export type HuntShelf = {
  readonly saved: readonly SavedHuntRow[];
  /** What was hunted for before, newest first. */
  readonly history: readonly string[];
  /** The selector of everything that is read. */
  readonly everything: string;
};

export type SavedHuntRow = {
  readonly name: string;
  /** Kept by the user, who may let it go. */
  readonly isOwn?: boolean;
  readonly title: string;
  readonly description: string;
  /** Ready to run on what the console reads. */
  readonly query: string;
  readonly threshold: number | null;
};

/** A Sigma rule as text, and what it does not say of the hunt. */
export type HuntRule = { readonly yaml: string; readonly leftOut: readonly string[] };

/** A rule as something to hunt for: the query, and the number above which it alerts. */
export type RuleHuntRow = { readonly query: string; readonly threshold: number | null };

/** What a drafted rule would have said of what is read. */
export type RuleTrial = {
  readonly events: number;
  /** Events that its detection matched. */
  readonly matched: number;
  readonly alerts: number;
};
