import type { EpochMs } from './time.ts';

/** Everything counted of one source of logins. */
export type LoginSource = {
  /** Canonical address; null when the daemon wrote only a host name. */
  readonly ip: string | null;
  readonly host: string | null;
  readonly failed: number;
  readonly succeeded: number;
  /** Accounts refused, in order of their first refusal; bounded, `usersTotal` tells the truth. */
  readonly users: readonly string[];
  readonly usersTotal: number;
  /** First and last failure; null without one. */
  readonly first: EpochMs | null;
  readonly last: EpochMs | null;
  /** Most failures in any 10 s, half-open window `(t - 10 s, t]`. */
  readonly peak10s: number;
};
