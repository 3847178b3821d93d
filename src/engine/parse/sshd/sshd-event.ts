import type {
  EventCategory,
  Fields,
  LinePlace,
  LogEvent,
  Logsource,
  Outcome,
} from '../../../model/log-event.ts';
import type { LineRef, SourceId } from '../../../model/log-record.ts';
import type { EpochMs } from '../../../model/time.ts';
import { ipv4Text, NOT_IPV4 } from '../../address/ipv4.ts';
import type { OpenBlock } from '../open-block.ts';
import type { SourceAddress } from '../source-address.ts';
import type { SyslogRecord } from '../syslog/syslog-header.ts';
import type { SshdMessage } from './message.ts';

const SSHD: Logsource = Object.freeze({ category: 'authentication', product: 'linux', service: 'sshd' });

/** What OpenSSH calls the ways to log in, and PAM's modules that tell most; null: none is told. */
const METHODS = [
  ...['password', null, 'publickey', 'keyboard-interactive/pam', 'pam_unix', 'none', 'keyboard-interactive'],
  ...['hostbased', 'gssapi-with-mic', 'gssapi-keyex', 'pam_sss', 'pam_ldap'],
];

/**
 * The event of one line of sshd. Keeps what was read of the line, and makes `fields` of it when a rule asks:
 * the shipped rules do not, and most lines are never asked.
 */
export class SshdEvent implements LogEvent {
  readonly time: EpochMs;
  readonly outcome: Outcome;
  readonly count: number;
  readonly srcHost: string | null;
  readonly user: string | null;
  readonly login: boolean;
  readonly srcBits: number;
  private readonly ip: string | null;
  /** The block in which the line stands, if it was read as bytes; else its texts. */
  readonly open: OpenBlock | null;
  readonly block: string;
  readonly start: number;
  readonly end: number;
  private readonly messageAt: number;
  private readonly rawText: string;
  readonly line: number;
  private readonly host: string | null;
  private readonly process: string | null;
  private readonly pid: string | number | null;
  private readonly messageText: string;

  /** `counted`: the attempts that no other line has told. `address`: null when the message has it as a number. */
  constructor(
    record: SyslogRecord,
    private readonly message: SshdMessage,
    counted: number,
    address: SourceAddress | null,
    readonly source: SourceId,
  ) {
    this.time = record.time;
    this.outcome = counted === 0 ? null : message.effect === 'accepted' ? 'success' : 'failure';
    this.count = counted === 0 ? record.repeat : counted;
    this.ip = address === null ? null : address.ip;
    this.srcHost = address === null ? null : address.host;
    this.srcBits = message.ipv4 ?? NOT_IPV4;
    this.user = message.user;
    this.login = counted > 0;
    this.line = record.line;
    this.host = record.host;
    this.process = record.process;
    this.pid = record.pid;
    const open = record.open ?? null;
    this.open = open;
    this.block = open === null ? '' : open.text;
    this.start = record.start ?? 0;
    this.messageAt = record.messageAt ?? 0;
    this.end = record.end ?? 0;
    this.rawText = open === null ? record.raw : '';
    this.messageText = open === null ? record.message : '';
  }

  get srcIp(): string | null {
    return this.srcBits === NOT_IPV4 ? this.ip : ipv4Text(this.srcBits);
  }

  get place(): LinePlace | null {
    return this.open === null ? null : (this as LinePlace);
  }

  get raw(): string {
    return this.open === null ? this.rawText : this.block.slice(this.start, this.end);
  }

  get begun(): boolean {
    return this.message.begun;
  }

  get authMethod(): string | undefined {
    return this.message.method ?? undefined;
  }

  get validUser(): boolean | undefined {
    return this.message.user === null ? undefined : this.message.validUser;
  }

  get loginKind(): number | undefined {
    const { outcome, login, message } = this;
    const method = METHODS.indexOf(message.method);
    if (method === -1) return undefined;
    const valid = message.user === null ? 0 : message.validUser ? 1 : 2;
    const ended = outcome === null ? 0 : outcome === 'success' ? 1 : 2;
    return valid + 3 * (ended + 3 * ((login ? 1 : 0) + 2 * ((message.begun ? 1 : 0) + 2 * method)));
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
      message: this.open === null ? this.messageText : this.block.slice(this.messageAt, this.end),
      form: message.form,
      src_ip: this.srcIp ?? undefined,
      src_host: this.srcHost ?? undefined,
      src_port: message.port ?? undefined,
      user: message.user ?? undefined,
      valid_user: message.user === null ? undefined : message.validUser,
      auth_method: message.method ?? undefined,
      login_begun: message.begun ? true : undefined,
      outcome: this.outcome ?? undefined,
    };
  }

  get ref(): LineRef {
    return { source: this.source, line: this.line };
  }
}
