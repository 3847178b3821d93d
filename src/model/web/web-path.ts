import type { EpochMs } from '../time.ts';

export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx'] as const;
export type StatusClass = (typeof STATUS_CLASSES)[number];
/** How many requests were answered how; those without a status, or with another, are in none. */
export type StatusCounts = Readonly<Record<StatusClass, number>>;

/** A longer path is cut here: what begins alike up to this length counts as one. */
export const LONGEST_PATH = 512;

/** What was asked of a web server under one path, without its query. Untrusted. */
export type WebPath = {
  readonly path: string;
  /** At most so many. */
  readonly requests: number;
  /** How many of them may have been for other paths, before this one was kept; 0 when all are its own. */
  readonly over: number;
  /** These and what follows: of the requests since it is kept. */
  readonly statuses: StatusCounts;
  /** Status codes that were seen, the first few distinct ones. */
  readonly codes: readonly number[];
  /** Requests that a rule took for an attack. */
  readonly attacked: number;
  readonly last: EpochMs;
};
