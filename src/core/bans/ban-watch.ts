import type { Decision, DecisionId } from '../../model/bans/decision.ts';
import { type EpochMs, SECOND_MS } from '../../model/time.ts';
import { outcome } from './ban-outcome.ts';

/** Lines of what was under way may come so late. */
const GRACE_MS = 5 * SECOND_MS;

/** Notices a banned address that is seen all the same. */
export class BanWatch {
  /** Since when each ban is seen to hold. */
  private readonly since = new Map<DecisionId, EpochMs>();

  /** `lastSeen`: when an event of an address was last seen; null when none was. */
  constructor(private readonly lastSeen: (address: string) => EpochMs | null) {}

  /** The ban as it must be called from now on; null when nothing has changed. */
  look(decision: Decision, now: EpochMs): Decision | null {
    const { id, scope, value, state, seenAfter } = decision;
    if (scope === 'range' || (state !== 'effective' && seenAfter === null)) return null;
    const since = this.since.get(id) ?? now;
    this.since.set(id, since);
    const seen = this.lastSeen(value);
    const isAfter = seen !== null && seen > since + GRACE_MS && seen <= now;
    if (!isAfter && seenAfter === null) return null;
    const judged = { ...decision, seenAfter: isAfter ? seen : seenAfter };
    const judgement = outcome(judged, now);
    if (judged.seenAfter === seenAfter && judgement.state === state) return null;
    return { ...judged, ...judgement };
  }

  forget(id: DecisionId): void {
    this.since.delete(id);
  }
}
