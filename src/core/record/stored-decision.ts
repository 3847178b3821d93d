import type { Decision } from '../../model/bans/decision.ts';

/** A decision as an older version stored it, with what has come since. */
export function completeDecision(stored: Decision): Decision {
  const old: Partial<Decision> = stored;
  const { state, responder, origin } = stored;
  return {
    ...stored,
    actor: old.actor ?? origin,
    reason: old.reason ?? null,
    goal: old.goal ?? (state === 'lifted' || state === 'expired' ? state : 'banned'),
    enforcements: old.enforcements ?? [
      // The first version had no responder but the one that changes nothing.
      { responder, state: 'simulated', detail: null, packets: null, checkedAt: null },
    ],
    overridden: old.overridden ?? null,
    confirmBy: old.confirmBy ?? null,
    seenAfter: old.seenAfter ?? null,
  };
}
