import type { EventCategory, Fields, LogEvent, Logsource, Outcome } from '../../../model/log-event.ts';
import type { LineRef, SourceId } from '../../../model/log-record.ts';
import type { EpochMs } from '../../../model/time.ts';
import type { SourceAddress } from '../source-address.ts';
import type { SyslogRecord } from '../syslog-header.ts';
import type { SshdMessage } from './message.ts';

const SSHD: Logsource = Object.freeze({ category: 'authentication', product: 'linux', service: 'sshd' });

/**
 * The event of one line of sshd. Keeps what was read of the line, and makes `fields` of it when a rule asks:
 * the shipped rules do not, and most lines are never asked.
 */
export class SshdEvent implements LogEvent {
  readonly time: EpochMs;
  readonly outcome: Outcome;
  readonly count: number;
  readonly srcIp: string | null;
  readonly srcHost: string | null;
  readonly user: string | null;
  readonly login: boolean;
  readonly raw: string;
  private readonly line: number;
  private readonly host: string | null;
  private readonly process: string | null;
  private readonly pid: string | number | null;
  private readonly text: string;

  /** `counted`: the attempts that no other line has told. */
  constructor(
    record: SyslogRecord,
    private readonly message: SshdMessage,
    counted: number,
    address: SourceAddress,
    private readonly source: SourceId,
  ) {
    this.time = record.time;
    this.outcome = counted === 0 ? null : message.effect === 'accepted' ? 'success' : 'failure';
    this.count = counted === 0 ? record.repeat : counted;
    this.srcIp = address.ip;
    this.srcHost = address.host;
    this.user = message.user;
    this.login = counted > 0;
    this.raw = record.raw;
    this.line = record.line;
    this.host = record.host;
    this.process = record.process;
    this.pid = record.pid;
    this.text = record.message;
  }

  get logsource(): Logsource {
    return SSHD;
  }

  get category(): EventCategory {
    return 'authentication';
  }

  /** Built anew each time that it is asked for. */
  get fields(): Fields {
    const { message } = this;
    return {
      host: this.host,
      process: this.process,
      pid: this.pid === null ? null : String(this.pid),
      message: this.text,
      form: message.form,
      src_ip: this.srcIp ?? undefined,
      src_host: this.srcHost ?? undefined,
      src_port: message.port ?? undefined,
      user: message.user ?? undefined,
      valid_user: message.user === null ? undefined : message.validUser,
      auth_method: message.method ?? undefined,
      outcome: this.outcome ?? undefined,
    };
  }

  get ref(): LineRef {
    return { source: this.source, line: this.line };
  }
}
