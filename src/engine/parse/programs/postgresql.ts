import { type LogEvent, retainText, type UnparsedReason } from '../../../model/log-event.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import type { SourceAddress } from '../source-address.ts';
import { StampedParser } from '../stamped-parser.ts';
import { csvFields } from '../text/csv-fields.ts';
import { readAnyStamp } from '../time/any-stamp.ts';
import { unparsedReason } from '../unparsed.ts';
import {
  POSTGRESQL_LOGINS,
  PostgresqlConnections,
  type PostgresqlState,
  type PostgresqlTold,
  SEVERITY,
} from './postgresql-logins.ts';

const STAMP =
  '(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?(?: (?:[A-Z]{3,5}|[+-]\\d\\d(?::?\\d\\d)?))?)';
/**
 * `log_line_prefix`: Debian's and the containers' (`%m [%p] %q%u@%d `, older `[%p-%l]`), that which pgBadger asks for
 * (`%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h `), and that of Amazon's RDS (`%t:%r:%u@%d:[%p]:`). What stands behind
 * names is not believed: whoever logs in chooses them, and could write `,client=` with another's address.
 */
const PREFIX = new RegExp(
  `^${STAMP}(?: \\[(\\d{1,10})(?:-\\d{1,10})?\\](?::(?: \\[\\d{1,10}-\\d\\])?)? |:(?:([\\w.:-]{1,255})\\(\\d{1,5}\\))?:)`,
);
const PID_BEHIND = /:\[(\d{1,10})\]:$/;
/** `csvlog`: when, user, database, process, peer, …, severity, state, message, and details that may go on in the next line. */
const CSV_HEAD = new RegExp(`^${STAMP},(?:"(?:[^"]|"")*")?,(?:"(?:[^"]|"")*")?,\\d{1,10},`);
const CSV_COLUMNS = 15;
const CSV_SEVERITY = 11;
const CSV_PEER = /^\[?([\w.:-]{2,255}?)\]?(?::\d{1,5})?$/;

/**
 * PostgreSQL's log (`stderr`). Whose login a line tells, the line before it has told that the connection began with
 * (`log_connections = on`): the process number is the same. What goes on in the next line begins with a tab.
 */
class PostgresqlParser extends StampedParser implements Parser {
  readonly format = 'postgresql';
  readonly isChained = true;
  private readonly connections = new PostgresqlConnections(() => this.letGo?.());
  private letGo: (() => void) | undefined;

  override begin(context: ParseContext): void {
    super.begin(context);
    this.letGo = context.letGo;
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    if (line.charCodeAt(0) === 9) return null;
    const row = CSV_HEAD.test(line) ? csvFields(line) : null;
    if (row !== null && row.length >= CSV_COLUMNS) return this.readRow(row, line, lineNumber, emit);
    const head = PREFIX.exec(line);
    const [severity, ...others] = line.matchAll(SEVERITY);
    if (head === null || severity === undefined) return unparsedReason(line);
    const [whole, stamp = '', pidBefore, peer] = head;
    const time = readAnyStamp(this.stamps, stamp);
    if (time === null) return 'bad-timestamp';
    const before = line.slice(whole.length, severity.index);
    const pid = pidBefore ?? PID_BEHIND.exec(`:${before}`)?.[1] ?? null;
    const message = line.slice(severity.index + severity[0].length);
    const isCertain = others.length === 0;
    const told = isCertain ? this.connections.read(message, pid, peer ?? null) : null;
    const level = severity[0].slice(0, -3).toLowerCase();
    emit(this.event(time, told, { process: 'postgres', pid, level, message }, line, lineNumber));
    return null;
  }

  /** `csvlog`: each row names the peer. */
  private readRow(
    row: readonly string[],
    line: string,
    lineNumber: number,
    emit: Emit,
  ): UnparsedReason | null {
    const [stamp = '', , , pid = '', from = ''] = row;
    const time = readAnyStamp(this.stamps, stamp);
    if (time === null) return 'bad-timestamp';
    const [severity = '', , message = ''] = row.slice(CSV_SEVERITY);
    const peer = CSV_PEER.exec(from)?.[1] ?? null;
    const words = { process: 'postgres', pid, level: severity.toLowerCase(), message };
    emit(this.event(time, this.connections.read(message, pid, peer), words, line, lineNumber));
    return null;
  }

  save(): unknown {
    return this.connections.save();
  }

  restore(state: unknown): void {
    this.connections.restore(state as PostgresqlState);
  }

  private event(
    time: number,
    told: PostgresqlTold | null,
    words: Readonly<Record<string, string | null>>,
    raw: string,
    line: number,
  ): LogEvent {
    const { ip, host }: SourceAddress = this.addresses.read(told?.address ?? null);
    const outcome = told?.outcome ?? null;
    const user = told === null ? null : retainText(told.user);
    const fields = {
      ...words,
      src_ip: ip ?? undefined,
      user: user ?? undefined,
      outcome: outcome ?? undefined,
    };
    return {
      ...{
        time,
        logsource: POSTGRESQL_LOGINS,
        category: 'authentication',
        outcome,
        count: 1,
        srcIp: ip,
        srcHost: host,
        user,
      },
      login: told !== null && ip !== null,
      fields,
      raw,
      ref: this.ref(line),
    };
  }
}

export const POSTGRESQL_LOG: ParserFactory = {
  format: 'postgresql',
  recognises: (line) =>
    CSV_HEAD.test(line.slice(0, 2048)) ||
    (PREFIX.test(line) && new RegExp(SEVERITY.source).test(line.slice(0, 512))),
  create: () => new PostgresqlParser(),
};
