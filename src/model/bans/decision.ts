import type { AlertId } from '../alerts/alert.ts';
import type { DurationMs, EpochMs } from '../time.ts';

export type DecisionId = string;

/** Where a ban stands. `simulated` is the dry-run responder's only good end. */
export type DecisionState = 'pending' | 'effective' | 'not-effective' | 'simulated' | 'expired' | 'lifted';

/** One responder's part in a ban. */
export type Enforcement = {
  readonly responder: string;
  /** `effective` only when the rule was seen in place and on the way of the packets. */
  readonly state: 'pending' | 'effective' | 'not-effective' | 'simulated';
  /** Why it is not effective, or what is to be known of it; null when there is nothing to say. */
  readonly detail: string | null;
  /** Packets that the rule has dropped; null when it does not count. */
  readonly packets: number | null;
  /** When it was last looked at. */
  readonly checkedAt: EpochMs | null;
};

/** A ban: of whom, by whom, why, until when, and how it went. */
export type Decision = {
  readonly id: DecisionId;
  readonly type: 'ban';
  readonly scope: 'ip' | 'range';
  /** Canonical address, or range such as `203.0.113.0/24`. */
  readonly value: string;
  readonly origin: 'analyst' | 'policy';
  /** Name of the user, or of the rule that asked for it. */
  readonly actor: string;
  /** In words; null when none was given. */
  readonly reason: string | null;
  readonly alertId: AlertId | null;
  /** The responders that carry it out, for reading: `nftables, docker web_server`. */
  readonly responder: string;
  /** Exactly what was, or would have been, run. */
  readonly commands: readonly (readonly string[])[];
  readonly createdAt: EpochMs;
  readonly duration: DurationMs | null;
  readonly expiresAt: EpochMs | null;
  readonly state: DecisionState;
  /** Why it is not effective, or could not be lifted, in words; null otherwise. */
  readonly detail: string | null;
  /** What is wanted of the firewall; stored before it is touched, so that a crash leaves nothing half done. */
  readonly goal: 'banned' | 'lifted' | 'expired';
  readonly enforcements: readonly Enforcement[];
  /** Why the address was protected, when somebody typed it to ban it all the same. */
  readonly overridden: string | null;
  /** A range is let in again at this time unless the ban was confirmed; null when there is nothing to confirm. */
  readonly confirmBy: EpochMs | null;
  /** When an event of the address was last seen after the ban stood; null when none was. */
  readonly seenAfter: EpochMs | null;
};

/** What a ban did, also when it is over: `simulated` and `not-effective` ones never blocked anybody, as far as was seen. */
export type BanEffect = 'effective' | 'not-effective' | 'simulated';

/** What the ban did, as far as its enforcements were seen to work. */
export function effectOf({ state, enforcements }: Pick<Decision, 'state' | 'enforcements'>): BanEffect {
  if (state === 'simulated' || state === 'effective') return state;
  if (state === 'not-effective' || state === 'pending') return 'not-effective';
  const states = enforcements.map((enforcement) => enforcement.state);
  if (states.length === 0 || states.includes('effective')) return 'effective';
  return states.every((each) => each === 'simulated') ? 'simulated' : 'not-effective';
}
