import type { Decision } from '../../model/bans/decision.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../../model/time.ts';

/** A clock that is only slewed never goes back so far. */
export const SET_BACK_MS: DurationMs = 2 * SECOND_MS;

/** The same ban by a clock that was set back: as much of it is left, and as much of it is over. */
export function setBack(decision: Decision, by: DurationMs): Decision {
  const earlier = (time: EpochMs | null): EpochMs | null => (time === null ? null : time - by);
  return {
    ...decision,
    createdAt: decision.createdAt - by,
    expiresAt: earlier(decision.expiresAt),
    confirmBy: earlier(decision.confirmBy),
    seenAfter: earlier(decision.seenAfter),
  };
}
