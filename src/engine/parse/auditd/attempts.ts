import { retainText } from '../../../model/log-event.ts';
import type { EpochMs } from '../../../model/time.ts';
import { Latest } from '../latest.ts';

/** How many attempts each of the three kinds of records reported for a process. */
type Told = { pam: number; daemon: number; login: number; address: string; seen: EpochMs };
type Witness = 'pam' | 'daemon' | 'login';

export type SavedAttempts = readonly (readonly [process: string, told: Told])[];

/** After this time a process number may be another process'. */
const FORGOTTEN_MS = 120_000;

/**
 * One refused login is reported by up to three records: by PAM (`op=PAM:authentication`), by sshd (`op=password`), and once
 * more when the connection ends (`USER_LOGIN`). A record counts only if it reports more attempts of its process than the
 * others did.
 */
export class AuditAttempts {
  private readonly processes = new Latest<Told>();

  /** Whether this record reports an attempt that no other has reported. */
  isNew(process: string, address: string, witness: Witness, time: EpochMs): boolean {
    const told = this.of(process, address, time);
    const before = Math.max(told.pam, told.daemon, told.login);
    told[witness] += 1;
    told.seen = time;
    // The end of a connection is no attempt of its own when attempts of it were reported.
    if (witness === 'login') return before === 0;
    return Math.max(told.pam, told.daemon, told.login) > before;
  }

  save(): SavedAttempts {
    return this.processes.save().map(([process, told]) => [process, { ...told }]);
  }

  restore(saved: SavedAttempts): void {
    this.processes.restore(saved.map(([process, told]) => [process, { ...told }]));
  }

  private of(process: string, address: string, time: EpochMs): Told {
    const known = this.processes.get(process);
    if (known !== undefined && known.address === address && time - known.seen < FORGOTTEN_MS) return known;
    const told: Told = { pam: 0, daemon: 0, login: 0, address: retainText(address), seen: time };
    this.processes.set(process, told);
    return told;
  }
}
