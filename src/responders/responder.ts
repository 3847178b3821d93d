import type { Decision } from '../model/decision.ts';
import type { DurationMs } from '../model/time.ts';

export type Target = { readonly value: string; readonly duration: DurationMs | null };

/** What came of it. `effective` only when it was seen to be. */
export type ResponderResult =
  | { readonly state: 'effective' }
  | { readonly state: 'simulated' }
  | { readonly state: 'not-effective'; readonly detail: string };

/**
 * Contract of everything that bans. `apply` and `revert` are idempotent: twice is as once.
 * They never throw for what the world does wrong; that is `not-effective` with the reason.
 * `commands` is exactly what `apply` runs: argument arrays, never a shell line.
 */
export type Responder = {
  readonly name: string;
  readonly simulated: boolean;
  commands(target: Target): readonly (readonly string[])[];
  apply(decision: Decision): Promise<ResponderResult>;
  revert(decision: Decision): Promise<ResponderResult>;
};
