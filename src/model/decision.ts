import type { AlertId } from './alert.ts';
import type { DurationMs, EpochMs } from './time.ts';

export type DecisionId = string;

/** Where a ban stands. `simulated` is the dry-run responder's only good end. */
export type DecisionState = 'pending' | 'effective' | 'not-effective' | 'simulated' | 'expired' | 'lifted';

/** A ban: of whom, by whom, why, until when, and how it went. */
export type Decision = {
  readonly id: DecisionId;
  readonly type: 'ban';
  readonly scope: 'ip';
  /** Canonical address. */
  readonly value: string;
  readonly origin: 'analyst' | 'policy';
  readonly alertId: AlertId | null;
  readonly responder: string;
  /** Exactly what was, or would have been, run. */
  readonly commands: readonly (readonly string[])[];
  readonly createdAt: EpochMs;
  readonly duration: DurationMs | null;
  readonly expiresAt: EpochMs | null;
  readonly state: DecisionState;
  /** Why it is not effective, in words; null otherwise. */
  readonly detail: string | null;
};
