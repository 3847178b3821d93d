import type { LogEvent, Logsource } from '../../model/log-event.ts';
import type { SourceId } from '../../model/log-record.ts';
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
export function systemEvent(record: SyslogRecord, source: SourceId): LogEvent {
  return {
    time: record.time,
    logsource: BY_PROCESS.get(record.process ?? '') ?? SYSLOG,
    category: 'system',
    outcome: null,
    count: record.repeat,
    srcIp: null,
    srcHost: null,
    user: null,
    login: false,
    fields: { host: record.host, process: record.process, pid: record.pid, message: record.message },
    raw: record.raw,
    ref: { source, line: record.line },
  };
}
