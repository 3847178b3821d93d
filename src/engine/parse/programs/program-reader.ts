import { type Fields, type LogEvent, retainText } from '../../../model/log-event.ts';
import type { SourceId } from '../../../model/log-record.ts';
import { AddressReader } from '../source-address.ts';
import type { SyslogRecord } from '../syslog-header.ts';
import { SystemEvent } from '../system-event.ts';
import type { ProgramMessage } from './program-message.ts';
import { OTHER, type Program, programOf, readProgram } from './programs.ts';

/** Makes events of the lines of all programs but sshd. */
export class ProgramReader {
  private readonly addresses = new AddressReader();
  private process: string | null = null;
  private program: Program = OTHER;

  read(record: SyslogRecord, source: SourceId): LogEvent {
    // Lines of a program come in runs, and their names are the same text.
    if (record.process !== this.process) {
      this.process = record.process;
      this.program = programOf(record.process);
    }
    const { program } = this;
    const message = readProgram(program, record.message);
    if (message !== null) return this.event(record, program, message, source);
    // The kernel says more than what its firewall did.
    const { logsource } = program.category === 'network' ? OTHER : program;
    return new SystemEvent(record, logsource, source);
  }

  private event(
    record: SyslogRecord,
    { logsource, category }: Program,
    message: ProgramMessage,
    source: SourceId,
  ): LogEvent {
    const { outcome, login, user } = message;
    const { ip, host } = this.addresses.read(message.address);
    const isCounted = login && (ip !== null || host !== null);
    const own = user === null ? null : retainText(user);
    return {
      time: record.time,
      logsource,
      category,
      outcome,
      count: message.attempts * record.repeat,
      srcIp: ip,
      srcHost: host,
      user: own,
      login: isCounted,
      fields: fieldsOf(record, message, ip),
      raw: record.raw,
      ref: { source, line: record.line },
    };
  }
}

function fieldsOf(record: SyslogRecord, message: ProgramMessage, ip: string | null): Fields {
  return {
    host: record.host,
    process: record.process,
    pid: record.pid === null ? null : String(record.pid),
    message: record.message,
    form: message.form,
    src_ip: ip ?? undefined,
    user: message.user ?? undefined,
    outcome: message.outcome ?? undefined,
    ...message.fields,
  };
}
