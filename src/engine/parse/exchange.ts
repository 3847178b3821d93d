import type { Logsource, Outcome, UnparsedReason } from '../../model/log-event.ts';
import type { Emit, Parser, ParserFactory } from './parser.ts';
import { StampedParser } from './stamped-parser.ts';
import { csvFields } from './text/csv-fields.ts';
import { unparsedReason } from './unparsed.ts';

const LOGIN: Logsource = Object.freeze({
  category: 'authentication',
  product: 'windows',
  service: 'exchange',
});

const DIRECTIVE = /^\ufeff?#(Software|Version|Log-type|Date|Fields): ?(.{0,2048})/;
const SMTP_FIELDS =
  'date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context';
const MAILBOX_FIELDS =
  'dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context';
const SMTP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,[^,"]{1,256},[\dA-F]{16},\d{1,6},/;
const MAILBOX = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,[\dA-F]{16},\d{1,9},/;

/** What it answers; a server that it talks to itself is told by `<`. */
const SMTP_REFUSED = /^535 5\.7\.\d{1,3} /;
const SMTP_ACCEPTED = /^235 2\.7\.0 /;
const LOGINS = new Set(['authenticate', 'login', 'pass', 'auth']);
/** Behind what stands the client's tag and account. */
const MAILBOX_REFUSED =
  /^R="?(?:\S{1,64} NO (?:AUTHENTICATE|LOGIN) failed|-ERR (?:Logon|Authentication) failure)/;

type Told = { readonly outcome: Outcome; readonly user: string | null; readonly peer: string | null };

type State = { readonly columns: readonly string[] | null };

/** Exchange's protocol logs: SMTP that it receives, IMAP4 and POP3. */
class ExchangeParser extends StampedParser implements Parser {
  readonly format = 'exchange';
  private columns: readonly string[] | null = null;

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const [directive, name, value = ''] = DIRECTIVE.exec(line) ?? [];
    if (directive !== undefined) {
      if (name === 'Fields') this.columns = value.split(',');
      return null;
    }
    const columns = this.columns ?? (SMTP.test(line) ? SMTP_FIELDS : MAILBOX_FIELDS).split(',');
    const record = recordOf(line, columns);
    if (record === null) return unparsedReason(line);
    const time = this.stamps.readRfc3339(record.get('date-time') ?? record.get('dateTime') ?? '', 0);
    if (time === null) return 'bad-timestamp';
    const { outcome, user, peer } = record.has('remote-endpoint') ? smtpTold(record) : mailboxTold(record);
    const { ip } = this.addresses.readPeer(peer);
    emit({
      ...{ time, logsource: LOGIN, category: 'authentication', outcome, srcIp: ip, srcHost: null, user },
      ...{ count: 1, login: outcome !== null && ip !== null },
      fields: {
        ...Object.fromEntries(record),
        ...{ src_ip: ip ?? undefined, user: user ?? undefined, outcome: outcome ?? undefined },
      },
      raw: line,
      ref: this.ref(lineNumber),
    });
    return null;
  }

  save(): State {
    return { columns: this.columns };
  }

  restore(saved: unknown): void {
    this.columns = (saved as State).columns;
  }
}

/** By the columns; null where there are more or fewer of them: a comma of the client's moved what follows. */
function recordOf(line: string, columns: readonly string[]): ReadonlyMap<string, string> | null {
  const fields = csvFields(line);
  // Lines of mailboxes end with a comma of their own.
  const isEnded = columns.includes('cIp') && fields.length === columns.length + 1 && fields.at(-1) === '';
  const isWhole = isEnded || fields.length === columns.length;
  return isWhole ? new Map(columns.map((name, index) => [name, fields[index] ?? ''])) : null;
}

function smtpTold(record: ReadonlyMap<string, string>): Told {
  const data = record.get('event') === '>' ? (record.get('data') ?? '') : '';
  const outcome = SMTP_REFUSED.test(data) ? 'failure' : SMTP_ACCEPTED.test(data) ? 'success' : null;
  return { outcome, user: null, peer: record.get('remote-endpoint') ?? null };
}

function mailboxTold(record: ReadonlyMap<string, string>): Told {
  const isLogin = LOGINS.has((record.get('command') ?? '').toLowerCase());
  const context = isLogin ? (record.get('context') ?? '') : '';
  const outcome = MAILBOX_REFUSED.test(context) ? 'failure' : /^R=ok\b/.test(context) ? 'success' : null;
  return { outcome, user: record.get('user') || null, peer: record.get('cIp') ?? null };
}

const OF_EXCHANGE =
  /^\ufeff?#(?:Log-type: (?:SMTP|IMAP4|POP3)|Fields: (?:date-time,connector-id,|dateTime,sessionId,))/;

export const EXCHANGE_LOG: ParserFactory = {
  format: 'exchange',
  recognises: (line) => OF_EXCHANGE.test(line) || SMTP.test(line) || MAILBOX.test(line),
  create: () => new ExchangeParser(),
};
