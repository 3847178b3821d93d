import type { EpochMs } from '../../../model/time.ts';
import { Latest } from '../latest.ts';

/** How far apart in time two messages about one login may be. */
const AGAIN_MS = 5000;

type Login = { readonly user: string | null; readonly ip: string | null; readonly time: EpochMs };
export type SavedToldBefore = readonly (readonly [who: string, time: EpochMs])[];

/** Logins that one message reported and another may report again: each is matched with one. */
export class ToldBefore {
  private readonly last = new Latest<EpochMs>(() => undefined);

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

  save(): SavedToldBefore {
    return this.last.save();
  }

  restore(saved: SavedToldBefore): void {
    this.last.restore(saved);
  }
}
