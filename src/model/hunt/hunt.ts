import type { DurationMs, EpochMs } from '../time.ts';

/** Labels of a stream or of a series, in order of name. Untrusted text. */
export type HuntLabels = Readonly<Record<string, string>>;

export type HuntDirection = 'forward' | 'backward';

/** What a query is asked about. */
export type HuntRequest = {
  readonly query: string;
  /** Log lines from `since` on and before `until`; null: no limit, or what the backend takes for one. */
  readonly range: { readonly since: EpochMs | null; readonly until: EpochMs | null };
  /** Between two points of a series; null: a metric query is asked about one moment, the end of the range. */
  readonly step: DurationMs | null;
  /** Where the step must be longer than that, a point is the most that there was since the one before. */
  readonly peaks?: boolean;
  /** Most log lines that come back. */
  readonly limit: number;
  /** Which lines come back when there are more than `limit`, and in which order: the oldest, or the newest first. */
  readonly direction: HuntDirection;
};

/** One line: Loki's nanoseconds since 1970 as decimal digits (more than a number can hold), and the text. */
type HuntEntry = { readonly ns: string; readonly line: string };

export type HuntStream = { readonly labels: HuntLabels; readonly entries: readonly HuntEntry[] };

export type HuntPoint = { readonly time: EpochMs; readonly value: number };

export type HuntSeries = { readonly labels: HuntLabels; readonly points: readonly HuntPoint[] };

export type HuntSample = HuntPoint & { readonly labels: HuntLabels };

/** Loki's four kinds of result. Entries of a stream are in the direction asked for; points are in order of time. */
export type HuntResult =
  | { readonly kind: 'streams'; readonly streams: readonly HuntStream[] }
  | { readonly kind: 'matrix'; readonly series: readonly HuntSeries[] }
  | { readonly kind: 'vector'; readonly samples: readonly HuntSample[] }
  | { readonly kind: 'scalar'; readonly time: EpochMs; readonly value: number };

/**
 * Who answers LogQL: a Loki server, or this program on local files. Rejects with `UserError` when the query is wrong
 * (in the server's own words) or the data cannot be had, and with the signal's reason when it is aborted.
 */
export type HuntBackend = {
  query(request: HuntRequest, signal: AbortSignal): Promise<HuntResult>;
};
