import { type Logsource, type Outcome, retainText, type UnparsedReason } from '../../../model/log-event.ts';
import type { EpochMs } from '../../../model/time.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { AddressReader } from '../source-address.ts';
import { StampReader } from '../time/timestamp.ts';
import { unparsedReason } from '../unparsed.ts';
import { readLastLine } from './last-line.ts';

const UTMP: Logsource = Object.freeze({ category: 'authentication', product: 'linux', service: 'utmp' });

const RECORD =
  /^\[(\d)\] \[(\d{5,10})\] \[([^[\]]{4})\] \[([^[\]]{8,32})\] \[([^[\]]{12,32})\] \[([^[\]]{20,256})\] \[([\da-f.:]{2,45}) *\] \[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d),(\d{6})([+-]\d\d:\d\d)\]$/;

const LOGIN_PROCESS = '6';
const USER_PROCESS = '7';
/** The name in a record of a console that waits for a login. */
const WAITING = 'LOGIN';
const NOWHERE = /^(?:0\.0\.0\.0|(?:0:){7}0|::)$/;

/** The terminal in records about a boot of the machine (`system boot`): nobody logs in there. */
const BOOT = /^system /;
/** What sshd writes into btmp in place of a terminal. */
const NO_TERMINAL = 'ssh:notty';

const OUTCOMES = { btmp: 'failure', wtmp: 'success' } as const;

type Told = {
  readonly time: EpochMs;
  readonly user: string;
  readonly outcome: Outcome | null;
  readonly peer: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
};

/**
 * Logins as the system itself counts them (utmp(5)), as `utmpdump`, `last` and `lastb` print them: of btmp those that failed (the
 * records of processes that wait for a login, with a name), of wtmp those that did not. The address is the peer's of the connection.
 */
class UtmpdumpParser implements Parser {
  readonly format = 'utmpdump';
  private readonly addresses = new AddressReader();
  private readonly stamps = new StampReader();
  private source = '';
  /**
   * Which of the two files is read, once a line shows it. Before that, an entry of under a minute may be a failed login or a
   * short session.
   */
  private file: 'btmp' | 'wtmp' | null = null;

  begin({ source, timeZone, yearReference }: ParseContext): void {
    this.source = source;
    this.stamps.begin(timeZone, yearReference);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const told = this.readRecord(line) ?? this.readLast(line);
    if (told === null) return unparsedReason(line);
    const { time, user, outcome, peer, fields } = told;
    if (Number.isNaN(time)) return 'bad-timestamp';
    const { ip, host } = this.addresses.read(peer === '' ? null : peer);
    emit({
      time,
      logsource: UTMP,
      category: 'authentication',
      outcome,
      count: 1,
      srcIp: ip,
      srcHost: host,
      user: outcome === null ? null : retainText(user),
      login: outcome !== null && (ip !== null || host !== null),
      fields: { ...fields, src_ip: ip ?? undefined, user, outcome: outcome ?? undefined },
      raw: line,
      ref: { source: this.source, line: lineNumber },
    });
    return null;
  }

  save(): string | null {
    return this.file;
  }

  restore(file: unknown): void {
    this.file = file === 'btmp' || file === 'wtmp' ? file : null;
  }

  private readRecord(line: string): Told | null {
    const record = RECORD.exec(line);
    if (!record) return null;
    const [, type = '', pid, id, name = '', terminal = '', peer = '', address = '', second, micros, zone] =
      record;
    const user = name.trimEnd();
    const named = peer.trimEnd();
    return {
      time: Date.parse(`${second}.${micros?.slice(0, 3)}${zone}`),
      user,
      outcome: outcomeOf(type, user),
      peer: NOWHERE.test(address) ? named : address,
      fields: {
        ...{ type, pid, id: id?.trimEnd(), tty: terminal.trimEnd() },
        host: named === '' ? undefined : named,
      },
    };
  }

  private readLast(line: string): Told | null {
    const read = readLastLine(line);
    if (read === null) return null;
    const { user, tty, peer, stamp, lasted } = read;
    if (tty === NO_TERMINAL) this.file = 'btmp';
    else if (lasted || BOOT.test(tty)) this.file ??= 'wtmp';
    const outcome = this.file === null ? null : OUTCOMES[this.file];
    return {
      time: this.stamps.readSyslog(stamp, 0) ?? Number.NaN,
      user,
      outcome: BOOT.test(tty) ? null : outcome,
      peer: NOWHERE.test(peer) || BOOT.test(tty) ? '' : peer,
      fields: { tty, host: peer === '' ? undefined : peer },
    };
  }
}

function outcomeOf(type: string, user: string): Outcome | null {
  if (user === '' || user === WAITING) return null;
  if (type === USER_PROCESS) return 'success';
  return type === LOGIN_PROCESS ? 'failure' : null;
}

export const UTMPDUMP: ParserFactory = {
  format: 'utmpdump',
  recognises: (line) => RECORD.test(line) || readLastLine(line) !== null,
  create: () => new UtmpdumpParser(),
};
