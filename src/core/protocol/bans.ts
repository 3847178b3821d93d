/** Bans as the console shows them: those in force, what one would be, and how the responders do. */

import type { Decision } from '../../model/bans/decision.ts';
import type { DurationMs, EpochMs } from '../../model/time.ts';

export type BanRow = Decision & { readonly remaining: DurationMs | null };

/** A responder of the configuration, and whether it can work. */
export type ResponderStatus = {
  readonly name: string;
  readonly simulated: boolean;
  /** What is wrong and what to do; null when it can work, or was not tried yet. */
  readonly trouble: string | null;
  /** The last time that bans had vanished from the firewall and were set again. */
  readonly lost?: { readonly bans: number; readonly at: EpochMs } | null;
};

/** `halted`: somebody pulled the kill switch. */
export type AutomaticBans = 'off' | 'simulate' | 'on' | 'halted';

/** How the part that acts on the world does. */
export type ResponseStatus = {
  readonly responders: readonly ResponderStatus[];
  readonly automatic: AutomaticBans;
  /** Automatic bans that the policy asked for and that were held back, by reason. */
  readonly heldBack: Readonly<Record<string, number>>;
  /** Bans in the firewall that this console knows nothing of. */
  readonly unknownBans: number;
  /** What `undo` would take back now; null: nothing. */
  readonly undo: { readonly what: string; readonly bans: readonly UndoneBan[] } | null;
};

export type UndoneBan = Pick<Decision, 'id' | 'value'>;

/** What a ban would be, exactly: shown before anything happens. */
export type BanPlan = {
  /** Canonical address or range. */
  readonly value: string;
  readonly scope: Decision['scope'];
  readonly responder: string;
  readonly simulated: boolean;
  /** argv per choice of duration. */
  readonly choices: readonly {
    readonly duration: DurationMs | null;
    readonly commands: readonly (readonly string[])[];
  }[];
  /** Why the address may not be banned; null when it may. */
  readonly refused: string | null;
  /** `refused`, but a person can ban it all the same by typing the address exactly (`override`). */
  readonly overridable: boolean;
  /** Wider bans to choose from instead: the /24, the /64. */
  readonly ranges: readonly string[];
  /** The ban of a range ends after this time unless it is confirmed (`confirm-ban`); null for an address. */
  readonly confirmWithin: DurationMs | null;
  /** A ban already in force. */
  readonly active: Decision | null;
  /** The trusted proxy that it comes through, whose packets are all that a firewall here sees; null when it comes directly. */
  readonly through: string | null;
};

/** By default: the length that the address has earned, and all responders. */
export type PlanOptions = { readonly duration?: DurationMs | null; readonly responder?: string };
