import { type Logsource, type Outcome, retainText, type UnparsedReason } from '../../model/log-event.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from './parser.ts';
import { AddressReader } from './source-address.ts';
import { unparsedReason } from './unparsed.ts';

const UTMP: Logsource = Object.freeze({ category: 'authentication', product: 'linux', service: 'utmp' });

const RECORD =
  /^\[(\d)\] \[(\d{5,10})\] \[([^[\]]{4})\] \[([^[\]]{8,32})\] \[([^[\]]{12,32})\] \[([^[\]]{20,256})\] \[([\da-f.:]{2,45}) *\] \[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d),(\d{6})([+-]\d\d:\d\d)\]$/;

const LOGIN_PROCESS = '6';
const USER_PROCESS = '7';
/** A console that waits for somebody. */
const WAITING = 'LOGIN';
const NOWHERE = /^(?:0\.0\.0\.0|(?:0:){7}0|::)$/;

/**
 * Logins as the system itself counts them (utmp(5)), as `utmpdump` prints them: of btmp those that failed (the records of
 * processes that wait for a login, with a name), of wtmp those that did not. The address is the peer's of the connection.
 */
class UtmpdumpParser implements Parser {
  readonly format = 'utmpdump';
  private readonly addresses = new AddressReader();
  private source = '';

  begin({ source }: ParseContext): void {
    this.source = source;
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const record = RECORD.exec(line);
    if (!record) return unparsedReason(line);
    const [, type = '', pid, id, name = '', terminal = '', peer = '', address = '', second, micros, zone] =
      record;
    const time = Date.parse(`${second}.${micros?.slice(0, 3)}${zone}`);
    if (Number.isNaN(time)) return 'bad-timestamp';
    const user = name.trimEnd();
    const tty = terminal.trimEnd();
    const outcome = outcomeOf(type, user);
    const named = peer.trimEnd();
    const { ip, host } = this.addresses.read(NOWHERE.test(address) ? named : address);
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
      fields: {
        type,
        pid,
        id: id?.trimEnd(),
        tty,
        host: named === '' ? undefined : named,
        src_ip: ip ?? undefined,
        user,
        outcome: outcome ?? undefined,
      },
      raw: line,
      ref: { source: this.source, line: lineNumber },
    });
    return null;
  }
}

function outcomeOf(type: string, user: string): Outcome | null {
  if (user === '' || user === WAITING) return null;
  if (type === USER_PROCESS) return 'success';
  return type === LOGIN_PROCESS ? 'failure' : null;
}

export const UTMPDUMP: ParserFactory = {
  format: 'utmpdump',
  recognises: (line) => RECORD.test(line),
  create: () => new UtmpdumpParser(),
};
