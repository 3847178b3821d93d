import {
  type LogEvent,
  type Logsource,
  type Outcome,
  retainText,
  type UnparsedReason,
} from '../../../model/log-event.ts';
import { Latest } from '../latest.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import type { SourceAddress } from '../source-address.ts';
import { StampedParser } from '../stamped-parser.ts';
import { csvFields } from '../text/csv-fields.ts';
import { readAnyStamp } from '../time/any-stamp.ts';
import { unparsedReason } from '../unparsed.ts';

const LOGINS: Logsource = Object.freeze({
  category: 'authentication',
  product: 'postgresql',
  service: 'postgresql',
});

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
/** Two blanks follow it. Where it stands twice, an account has been made to look like a message. */
const SEVERITY = /(?:LOG|ERROR|FATAL|WARNING|NOTICE|DETAIL|HINT|STATEMENT|CONTEXT|PANIC|INFO|DEBUG\d?): {2}/g;

/** `csvlog`: when, user, database, process, peer, …, severity, state, message, … */
const CSV_HEAD = new RegExp(`^${STAMP},(?:"(?:[^"]|"")*")?,(?:"(?:[^"]|"")*")?,\\d{1,10},`);
const CSV_COLUMNS = 23;
const CSV_SEVERITY = 11;
const CSV_PEER = /^\[?([\w.:-]{2,255}?)\]?(?::\d{1,5})?$/;

const CONNECTED = /^connection received: host=([\w.:-]{2,255})(?: port=\d{1,5})?$/;
const REFUSED =
  /^(?:[\w-]{2,16} authentication failed for user "(.{0,256})"|role "(.{0,256})" does not exist)$/s;
const NOT_LISTED =
  /^(?:no pg_hba\.conf entry for|pg_hba\.conf rejects connection for) (?:replication connection from )?host "([\da-fA-F.:]{2,45})", user "(.{0,256}?)"(?:, database ".{0,256}")?(?:, [\w ]{2,32})?$/s;
const ACCEPTED = /^connection authorized: user=(.{1,256}?)(?: database=| application_name=| SSL enabled|$)/s;

type Told = { readonly outcome: Outcome; readonly user: string; readonly address: string | null };

/**
 * PostgreSQL's log (`stderr`). Whose login a line tells, the line before it has told that the connection began with
 * (`log_connections = on`): the process number is the same. What goes on in the next line begins with a tab.
 */
class PostgresqlParser extends StampedParser implements Parser {
  readonly format = 'postgresql';
  readonly isChained = true;
  /** By process number: of connections whose login was not told yet. */
  private readonly peers = new Latest<string>(() => this.letGo?.());
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
    const told = isCertain ? this.read(message, pid, peer ?? null) : null;
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
    emit(this.event(time, this.read(message, pid, peer), words, line, lineNumber));
    return null;
  }

  save(): unknown {
    return this.peers.save();
  }

  restore(state: unknown): void {
    this.peers.restore(state as readonly (readonly [string, string])[]);
  }

  private read(message: string, pid: string | null, peer: string | null): Told | null {
    const connected = CONNECTED.exec(message)?.[1];
    if (connected !== undefined && pid !== null) this.peers.set(pid, retainText(connected));
    const known = peer ?? (pid === null ? null : (this.peers.get(pid) ?? null));
    const told = readTold(message, known);
    if (told !== null && pid !== null) this.peers.delete(pid);
    return told;
  }

  private event(
    time: number,
    told: Told | null,
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
        logsource: LOGINS,
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

function readTold(message: string, peer: string | null): Told | null {
  const refused = REFUSED.exec(message);
  if (refused !== null) return { outcome: 'failure', user: refused[1] ?? refused[2] ?? '', address: peer };
  const [notListed, address = null, user = ''] = NOT_LISTED.exec(message) ?? [];
  if (notListed !== undefined) return { outcome: 'failure', user, address };
  const accepted = ACCEPTED.exec(message)?.[1];
  return accepted === undefined ? null : { outcome: 'success', user: accepted, address: peer };
}

export const POSTGRESQL_LOG: ParserFactory = {
  format: 'postgresql',
  recognises: (line) =>
    CSV_HEAD.test(line.slice(0, 2048)) ||
    (PREFIX.test(line) && new RegExp(SEVERITY.source).test(line.slice(0, 512))),
  create: () => new PostgresqlParser(),
};
