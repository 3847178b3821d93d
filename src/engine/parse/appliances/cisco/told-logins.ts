import type { Outcome } from '../../../../model/log-event.ts';
import type { EpochMs } from '../../../../model/time.ts';
import { Latest } from '../../latest.ts';

/** Messages of one login come within this time. */
const TOGETHER_MS = 2000;

type LoginOf = { readonly outcome: Outcome; readonly address: string; readonly user: string | null };
type Told = { last: EpochMs; logins: number; readonly by: Map<string, number> };
export type SavedToldLogins = readonly (readonly [
  peer: string,
  told: { last: EpochMs; logins: number; by: readonly (readonly [string, number])[] },
])[];

/**
 * An ASA reports one refused login up to three times: by AAA (113015), by itself (611102), and by the service that was asked
 * (605004). For each peer and account, the number of attempts is that of its most frequent message.
 */
export class ToldLogins {
  private readonly peers = new Latest<Told>();

  /** Whether the message is of a login that no other message has reported. */
  isNew(who: LoginOf, mnemonic: string, time: EpochMs): boolean {
    const peer = JSON.stringify([who.outcome, who.address, who.user]);
    const known = this.peers.get(peer);
    const isTogether = known !== undefined && Math.abs(time - known.last) <= TOGETHER_MS;
    const told = isTogether ? known : { last: time, logins: 0, by: new Map<string, number>() };
    told.last = time;
    const times = (told.by.get(mnemonic) ?? 0) + 1;
    told.by.set(mnemonic, times);
    this.peers.set(peer, told);
    if (times <= told.logins) return false;
    told.logins = times;
    return true;
  }

  save(): SavedToldLogins {
    return this.peers.save().map(([peer, { last, logins, by }]) => [peer, { last, logins, by: [...by] }]);
  }

  restore(saved: SavedToldLogins): void {
    this.peers.restore(saved.map(([peer, { by, ...told }]) => [peer, { ...told, by: new Map(by) }]));
  }
}
