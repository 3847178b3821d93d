import { type Fields, type LogEvent, retainText } from '../../../model/log-event.ts';
import type { SourceId } from '../../../model/log-record.ts';
import { type SavedToldBefore, ToldBefore } from '../logins/told-before.ts';
import type { FormatName, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { AddressReader } from '../source-address.ts';
import { retainRecord, type SyslogRecord } from '../syslog/syslog-header.ts';
import { SystemEvent } from '../system-event.ts';
import { ApmSessions, type ApmState } from './appliances/apm.ts';
import { Connections, type ConnectionsState } from './connections.ts';
import { SlapdConnections, type SlapdState } from './directories/slapd.ts';
import { formatNamed, formatsOf, WITH_HEADER, WITHOUT_TAG } from './line-programs.ts';
import { DOVECOT_REFUSED } from './mail/dovecot-auth-forms.ts';
import { DovecotDatabases, type SavedDatabases } from './mail/dovecot-databases.ts';
import { PostgresqlConnections, type PostgresqlState } from './postgresql-logins.ts';
import type { ProgramMessage } from './program-message.ts';
import {
  APM,
  OTHER,
  POSTGRESQL,
  type Program,
  programOf,
  readProgram,
  SLAPD,
  taglessOf,
  untoldOf,
} from './programs.ts';

/** Names of programs whose formats are remembered. */
const MOST_WRITERS = 1024;

/** A message of BIG-IP's, whose web server is a `httpd` as well: what it says of a client is no line of that. */
const NUMBERED = /^\d{8}:\d: /;

export type SavedPrograms = readonly (readonly [
  format: FormatName | 'slapd' | 'postgres' | 'apm' | 'before' | 'dovecot' | 'connections',
  state: unknown,
])[];

/** Makes events of the lines of all programs but sshd. */
export class ProgramReader {
  private readonly addresses = new AddressReader();
  private readonly before = new ToldBefore();
  private readonly slapd = new SlapdConnections(() => this.context?.letGo?.());
  private readonly postgresql = new PostgresqlConnections(() => this.context?.letGo?.());
  private readonly apm = new ApmSessions(() => this.context?.letGo?.());
  private readonly databases = new DovecotDatabases();
  private readonly connections = new Connections();
  private process: string | null = null;
  private program: Program = OTHER;
  /** Of the lines that the program writes; null when it writes messages. */
  private formats: readonly ParserFactory[] | null = null;
  private readonly writers = new Map<string, readonly ParserFactory[] | null>();
  private readonly parsers = new Map<FormatName, Parser>();
  private context: ParseContext | null = null;

  begin(context: ParseContext): void {
    this.context = context;
    for (const parser of this.parsers.values()) parser.begin(context);
  }

  save(): SavedPrograms {
    const formats = [...this.parsers].map(([format, parser]) => [format, parser.save?.() ?? null] as const);
    const dovecot = this.databases.save();
    const own = {
      slapd: this.slapd.save(),
      postgres: this.postgresql.save(),
      apm: this.apm.save(),
      before: this.before.save(),
      dovecot,
      connections: this.connections.save(),
    };
    return [...formats, ...(Object.entries(own) as SavedPrograms)];
  }

  restore(saved: SavedPrograms): void {
    for (const [format, state] of saved) {
      if (format === 'slapd') this.slapd.restore(state as SlapdState);
      else if (format === 'postgres') this.postgresql.restore(state as PostgresqlState);
      else if (format === 'apm') this.apm.restore(state as ApmState);
      else if (format === 'before') this.before.restore(state as SavedToldBefore);
      else if (format === 'dovecot') this.databases.restore(state as SavedDatabases);
      else if (format === 'connections') this.connections.restore(state as ConnectionsState);
      else this.parserOf(format)?.restore?.(state);
    }
  }

  read(written: SyslogRecord, source: SourceId): LogEvent {
    const record = withHostOnce(written);
    // Lines of a program come in runs, and their names are the same text.
    if (record.process !== this.process) {
      this.process = record.process;
      this.program = programOf(record.process);
      this.formats = record.process === null ? null : this.formatsOf(record.process);
    }
    const formats = record.process === null ? WITHOUT_TAG : this.formats;
    const line = formats === null || NUMBERED.test(record.message) ? null : this.readLine(record, formats);
    if (line !== null) return line;
    const { program } = this;
    const speaker = speakerOf(record, program);
    const message = this.told(speaker, record);
    if (message !== null) {
      const teller = message.login ? (speaker.logins ?? speaker) : speaker;
      return this.event(record, teller, message, source);
    }
    // The kernel says more than what its firewall did.
    const { logsource } = program.category === 'network' ? OTHER : program;
    return new SystemEvent(record, logsource, source);
  }

  private told(speaker: Program, { host, pid, message, time }: SyslogRecord): ProgramMessage | null {
    if (speaker === SLAPD) return this.slapd.read(message, `${host ?? ''} ${pid ?? ''}`);
    if (speaker === POSTGRESQL) return this.postgresql.readNumbered(message, `${host ?? ''} ${pid ?? ''}`);
    const told = speaker === APM ? this.apm.read(message, host) : readProgram(speaker, message);
    if (told?.form === DOVECOT_REFUSED) return this.databases.read(told, host, time);
    return told && this.connections.judge(told, host ?? '', time, `${pid ?? ''}`);
  }

  private formatsOf(process: string): readonly ParserFactory[] | null {
    let formats = this.writers.get(process);
    if (formats === undefined) {
      if (this.writers.size >= MOST_WRITERS) this.writers.clear();
      formats = formatsOf(process);
      this.writers.set(process, formats);
    }
    return formats;
  }

  /** The event of a line that stands behind the header of syslog. */
  private readLine(record: SyslogRecord, formats: readonly ParserFactory[]): LogEvent | null {
    const { message, raw } = record;
    const textOf = (factory: ParserFactory): string => (WITH_HEADER.has(factory) ? raw : message);
    const found = formats.find((factory) => factory.recognises(textOf(factory)));
    if (found === undefined) return null;
    let told: LogEvent | null = null;
    this.parserOf(found.format)?.parse(textOf(found), record.line, (event) => {
      told = { ...event, raw };
    });
    return told;
  }

  private parserOf(format: FormatName): Parser | null {
    let parser = this.parsers.get(format);
    if (parser === undefined) {
      parser = formatNamed(format)?.create();
      if (parser === undefined) return null;
      if (this.context !== null) parser.begin(this.context);
      this.parsers.set(format, parser);
    }
    return parser;
  }

  private event(
    record: SyslogRecord,
    { logsource, category, again, isTwice }: Program,
    message: ProgramMessage,
    source: SourceId,
  ): LogEvent {
    const { outcome, login, user } = message;
    const { ip, host } = this.addresses.read(message.address);
    const isTold =
      login &&
      ((again && this.before.isTold(again, record.message, { user, ip: ip ?? host, time: record.time })) ||
        (isTwice === true &&
          outcome === 'failure' &&
          this.before.isTwice(`${record.host} ${record.pid} ${record.message}`, record.time)));
    const isCounted = login && !isTold && (ip !== null || host !== null);
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

/**
 * nginx tells its host to a syslog that tells it as well: the journal takes it for the message's, rsyslog's RFC 5424 for the
 * name of the program.
 */
function withHostOnce(record: SyslogRecord): SyslogRecord {
  const { host, process, message } = record;
  if (host === null || (process !== 'nginx' && process !== host)) return record;
  const twice = process === host ? 'nginx: ' : `${host} nginx: `;
  return message.startsWith(twice)
    ? { ...retainRecord(record), process: 'nginx', message: message.slice(twice.length) }
    : record;
}

function speakerOf({ process, message }: SyslogRecord, program: Program): Program {
  if (process === null) return taglessOf(message);
  return program === OTHER ? untoldOf(message, process) : program;
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
