import type { EventCategory, Fields, LogEvent, Logsource, Outcome } from '../../model/log-event.ts';
import type { LineRef, SourceId } from '../../model/log-record.ts';
import type { EpochMs } from '../../model/time.ts';
import type { SyslogRecord } from './syslog-header.ts';

function linux(service: string): Logsource {
  return Object.freeze({ product: 'linux', service });
}

const SYSLOG = linux('syslog');
const CRON = linux('cron');
const CLAMAV = linux('clamav');

/** Sigma's name for the log of a program; a program without one is `syslog`. */
const BY_PROCESS: ReadonlyMap<string, Logsource> = new Map([
  ['sudo', linux('sudo')],
  ['su', linux('su')],
  ['cron', CRON],
  ['CRON', CRON],
  ['crond', CRON],
  ['vsftpd', linux('vsftpd')],
  ['guacd', linux('guacamole')],
  ['clamd', CLAMAV],
  ['freshclam', CLAMAV],
]);

/** A line of a program that is not read further: rules still see its message. */
export class SystemEvent implements LogEvent {
  readonly time: EpochMs;
  readonly logsource: Logsource;
  readonly count: number;
  readonly raw: string;
  private readonly line: number;
  private readonly host: string | null;
  private readonly process: string | null;
  private readonly pid: string | number | null;
  private readonly message: string;

  constructor(
    record: SyslogRecord,
    private readonly source: SourceId,
  ) {
    this.time = record.time;
    this.logsource = BY_PROCESS.get(record.process ?? '') ?? SYSLOG;
    this.count = record.repeat;
    this.raw = record.raw;
    this.line = record.line;
    this.host = record.host;
    this.process = record.process;
    this.pid = record.pid;
    this.message = record.message;
  }

  get category(): EventCategory {
    return 'system';
  }
  get outcome(): Outcome {
    return null;
  }
  get srcIp(): null {
    return null;
  }
  get srcHost(): null {
    return null;
  }
  get user(): null {
    return null;
  }
  get login(): boolean {
    return false;
  }

  /** Built anew each time that it is asked for. */
  get fields(): Fields {
    const { host, process, pid, message } = this;
    return { host, process, pid: pid === null ? null : String(pid), message };
  }

  get ref(): LineRef {
    return { source: this.source, line: this.line };
  }
}
