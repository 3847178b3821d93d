import type { EpochMs } from '../../../model/time.ts';
import { Latest } from '../latest.ts';

/** How far apart in time two messages about one login may be. */
const AGAIN_MS = 5000;
/** Written at once, and with a stamp of seconds. */
const TWICE_MS = 1000;
const LONGEST_TWICE = 512;

type Login = { readonly user: string | null; readonly ip: string | null; readonly time: EpochMs };
export type SavedToldBefore = readonly (readonly [who: string, time: EpochMs])[];

/** Logins that one message reported and another may report again: each is matched with one. */
export class ToldBefore {
  private readonly last = new Latest<EpochMs>();

  /** `again`: messages that may tell of a login which another told. */
  isTold(again: RegExp, message: string, { user, ip, time }: Login): boolean {
    const who = JSON.stringify([user, ip]);
    if (!again.test(message)) {
      this.last.set(who, time);
      return false;
    }
    const told = this.last.get(who);
    this.last.delete(who);
    return told !== undefined && Math.abs(time - told) <= AGAIN_MS;
  }

  /** The same message once more, in the same second: of two that are equal one counts. */
  isTwice(message: string, time: EpochMs): boolean {
    const key = message.slice(0, LONGEST_TWICE);
    const told = this.last.get(key);
    if (told === undefined || Math.abs(time - told) > TWICE_MS) {
      this.last.set(key, time);
      return false;
    }
    this.last.delete(key);
    return true;
  }

  save(): SavedToldBefore {
    return this.last.save();
  }

  restore(saved: SavedToldBefore): void {
    this.last.restore(saved);
  }
}
