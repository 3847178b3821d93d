import type { Decision } from './decision.ts';
import type { EpochMs } from './time.ts';

/** What is ordered while a ban stands. */
export type NewBan = {
  readonly value: string;
  /** Nothing would be blocked by it. */
  readonly simulated: boolean;
  /** When it would end, where somebody said so; null is never. */
  readonly until: EpochMs | null | undefined;
};

/** There is nothing left to do: what stands blocks as much, and as long as anybody asked for. */
export function isEnough(standing: Decision, { value, simulated, until }: NewBan): boolean {
  if (standing.state === 'simulated' && !simulated) return false;
  if (until === undefined || standing.expiresAt === null) return true;
  // Whoever is in a range that nobody has confirmed yet may be let in again in a minute.
  if (standing.confirmBy !== null) return standing.value === value;
  return until !== null && until <= standing.expiresAt;
}
