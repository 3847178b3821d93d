import type { SourceId } from '../../../model/log-record.ts';
import type { Emit } from '../parser.ts';
import type { AddressReader } from '../source-address.ts';
import type { SyslogRecord } from '../syslog/syslog-header.ts';
import { type AttemptsState, LoginAttempts, type Tell } from './attempts.ts';
import { SshdMessageReader } from './forms.ts';
import type { SshdMessage } from './message.ts';
import { SshdEvent } from './sshd-event.ts';

/** Hosts whose sshd writes into one log; the one longest known is settled for a new one. */
const HOST_LIMIT = 32;

export type SshdState = readonly (readonly [host: string, attempts: AttemptsState])[];

/** Reads the lines of sshd, and of the processes that OpenSSH 9.8 and later split it into. */
export class SshdReader {
  private readonly messages = new SshdMessageReader();
  private readonly hosts = new Map<string, LoginAttempts>();
  private lastHost = '';
  private lastAttempts: LoginAttempts | null = null;

  constructor(
    private readonly source: () => SourceId,
    private readonly addresses: AddressReader,
    private readonly emit: Emit,
  ) {}

  reads(process: string): boolean {
    return process === 'sshd' || process === 'sshd-session' || process === 'sshd-auth';
  }

  read(record: SyslogRecord): void {
    this.observe(record, this.messages.read(record.message));
  }

  /** A message that was read already. */
  observe(record: SyslogRecord, message: SshdMessage): void {
    const attempts = this.attemptsOn(record.host ?? '');
    attempts.passTime(record.time);
    attempts.observe(record, message);
  }

  /** A line of another program: the time of its host goes on. */
  passTime(record: SyslogRecord): void {
    this.hosts.get(record.host ?? '')?.passTime(record.time);
  }

  end(): void {
    for (const attempts of this.hosts.values()) attempts.settleAll();
  }

  save(): SshdState {
    return [...this.hosts].map(([host, attempts]) => [host, attempts.save()]);
  }

  restore(state: SshdState): void {
    for (const [host, saved] of state) this.attemptsOn(host).restore(saved);
  }

  private attemptsOn(host: string): LoginAttempts {
    if (this.lastAttempts !== null && host === this.lastHost) return this.lastAttempts;
    let attempts = this.hosts.get(host);
    if (attempts === undefined) {
      if (this.hosts.size >= HOST_LIMIT) this.forgetFirstHost();
      attempts = new LoginAttempts(this.tell);
      this.hosts.set(host, attempts);
    }
    this.lastHost = host;
    this.lastAttempts = attempts;
    return attempts;
  }

  private forgetFirstHost(): void {
    const [first] = this.hosts;
    if (first === undefined) return;
    this.hosts.delete(first[0]);
    first[1].settleAll();
  }

  private readonly tell: Tell = (record, message, counted) => {
    const address = message.ipv4 === undefined ? this.addresses.read(message.address) : null;
    this.emit(new SshdEvent(record, message, counted, address, this.source()));
  };
}
