import type { LogEvent } from '../../model/log-event.ts';
import { type EpochMs, SECOND_MS } from '../../model/time.ts';
import { plainEvent } from './merge.ts';

/** sshd's line and the record of one login elsewhere are this far apart at most: syslog cuts a second, and both may wait. */
const APART_MS = 2 * SECOND_MS;
/** Formats of logs that tell of what another one tells, */
export const TELL_AGAIN: ReadonlySet<string | null> = new Set(['auditd', 'utmpdump']);
/** and what their events are called. */
const TELLERS = ['auditd', 'utmp'] as const;
/** Addresses whose logins are remembered, and logins of each. */
const MOST_ADDRESSES = 8192;
const MOST_LOGINS = 64;

export type SavedTwice = {
  readonly told: readonly (readonly [teller: string, times: readonly EpochMs[]])[];
  readonly held: readonly LogEvent[];
  /** Absent: as the others tell. */
  readonly isOn?: boolean;
};

/**
 * The kernel's audit tells of the same logins as sshd does, and so do btmp and wtmp: where both are read, sshd's count. A
 * login that the others tell waits until sshd would have told it, and is no login any more if it did: one for one, by
 * address.
 */
export class ToldTwice {
  /** Only while both may be read: all else costs nothing then. */
  isOn = false;
  private readonly told = new Map<string, EpochMs[]>();
  private held: LogEvent[] = [];

  constructor(private readonly out: (event: LogEvent) => void) {}

  read(event: LogEvent): void {
    this.release(event.time - APART_MS);
    const { service } = event.logsource;
    if (event.login && (service === 'utmp' || (service === 'auditd' && isOfSshd(event)))) {
      this.held.push(event);
      return;
    }
    if (event.login && service === 'sshd') this.tell(event);
    this.out(event);
  }

  /** No line will come any more. */
  end(): void {
    this.release(Number.POSITIVE_INFINITY);
  }

  save(): SavedTwice {
    return { told: [...this.told], held: this.held.map(plainEvent), isOn: this.isOn };
  }

  restore({ told, held, isOn = told.length > 0 || held.length > 0 }: SavedTwice): void {
    for (const [address, times] of told) this.told.set(address, [...times]);
    this.held = [...held];
    this.isOn = isOn;
  }

  private release(until: EpochMs): void {
    if (this.held.every(({ time }) => time > until)) return;
    const due = this.held.filter(({ time }) => time <= until);
    this.held = this.held.filter(({ time }) => time > until);
    for (const event of due) {
      const isTold = this.isTold(event);
      if (!isTold) this.tell(event);
      this.out(isTold ? notCounted(event) : event);
    }
  }

  /** To those that may tell of it again. */
  private tell({ srcIp, time, count, logsource }: LogEvent): void {
    if (srcIp === null) return;
    for (const service of TELLERS) {
      if (service === logsource.service) continue;
      const key = keyOf(service, srcIp);
      const times = (this.told.get(key) ?? []).filter((each) => time - each <= 2 * APART_MS);
      for (let each = 0; each < count && times.length < MOST_LOGINS; each++) times.push(time);
      this.told.delete(key);
      const [oldest] = this.told.keys();
      if (oldest !== undefined && this.told.size >= MOST_ADDRESSES) this.told.delete(oldest);
      this.told.set(key, times);
    }
  }

  private isTold({ srcIp, time, logsource: { service = '' } }: LogEvent): boolean {
    const times = srcIp === null ? undefined : this.told.get(keyOf(service, srcIp));
    const at = times?.findIndex((each) => Math.abs(each - time) <= APART_MS) ?? -1;
    if (at === -1) return false;
    times?.splice(at, 1);
    return true;
  }
}

function keyOf(service: string, address: string): string {
  return `${service} ${address}`;
}

function isOfSshd({ fields }: LogEvent): boolean {
  return String(fields.process ?? '').startsWith('sshd');
}

function notCounted(event: LogEvent): LogEvent {
  return { ...plainEvent(event), login: false };
}
