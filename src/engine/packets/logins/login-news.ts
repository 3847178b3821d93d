import { type EpochMs, HOUR_MS, MINUTE_MS } from '../../../model/time.ts';
import { remember } from './remember.ts';

const MOST_PAIRS = 4096;

/**
 * Decides which logins are reported. Programs log in to a database for every page they make, a thousand times a second: that
 * an account does is reported once a minute, and once more when it was refused before. Refusals always are.
 */
export class LoginNews {
  /**
   * For each client, server and name: when it was last reported that they logged in, and that their password went by in clear
   * text.
   */
  private readonly successes = new Map<string, EpochMs>();
  private readonly passwords = new Map<string, EpochMs>();
  /** By client and server: when the latest was refused. */
  private readonly refusals = new Map<number, EpochMs>();

  refused(pair: number, time: EpochMs): void {
    remember(this.refusals, pair, time, MOST_PAIRS);
  }

  isSuccessNew(pair: number, user: string | null, time: EpochMs): boolean {
    const refusal = this.refusals.get(pair);
    if (refusal === undefined || time - refusal > HOUR_MS) return isNew(this.successes, pair, user, time);
    this.refusals.delete(pair);
    isNew(this.successes, pair, user, time);
    return true;
  }

  isPasswordNew(pair: number, user: string | null, time: EpochMs): boolean {
    return isNew(this.passwords, pair, user, time);
  }
}

function isNew(told: Map<string, EpochMs>, pair: number, user: string | null, time: EpochMs): boolean {
  const key = `${pair} ${user ?? ''}`;
  const last = told.get(key);
  if (last !== undefined && time - last < MINUTE_MS) return false;
  remember(told, key, time, MOST_PAIRS);
  return true;
}
