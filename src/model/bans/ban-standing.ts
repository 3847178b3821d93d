import type { EpochMs } from '../time.ts';
import type { Decision } from './decision.ts';

/** What is ordered while a ban stands. */
export type NewBan = {
  readonly value: string;
  /** Nothing would be blocked by it. */
  readonly simulated: boolean;
  /** When it would end, where somebody said so; null is never. */
  readonly until: EpochMs | null | undefined;
  /** The responder that somebody named; null when it is to be whatever bans. */
  readonly on: string | null;
};

/** There is nothing left to do: what stands blocks as much, and as long as anybody asked for. */
export function isEnough(standing: Decision, { value, simulated, until, on }: NewBan): boolean {
  if (standing.state === 'simulated' && !simulated) return false;
  if (on !== null && !simulated && standing.value === value && !isBy(standing, on)) return false;
  if (until === undefined || standing.expiresAt === null) return true;
  // Whoever is in a range that nobody has confirmed yet may be let in again in a minute.
  if (standing.confirmBy !== null) return standing.value === value;
  return until !== null && until <= standing.expiresAt;
}

/** Whether the responder has a part in the ban. */
export function isBy({ enforcements }: Decision, name: string): boolean {
  return enforcements.some(({ responder }) => responder === name);
}
