import type { EventCategory, Fields, LogEvent, Logsource, Outcome } from '../../model/log-event.ts';
import type { LineRef, SourceId } from '../../model/log-record.ts';
import type { EpochMs } from '../../model/time.ts';
import type { SyslogRecord } from './syslog/syslog-header.ts';

/** A line of a program that is not read further: rules still see its message. */
export class SystemEvent implements LogEvent {
  readonly time: EpochMs;
  readonly count: number;
  readonly raw: string;
  private readonly line: number;
  private readonly host: string | null;
  private readonly process: string | null;
  private readonly pid: string | number | null;
  private readonly message: string;

  constructor(
    record: SyslogRecord,
    readonly logsource: Logsource,
    private readonly source: SourceId,
  ) {
    this.time = record.time;
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
