import {
  type Fields,
  type LogEvent,
  type Logsource,
  type Outcome,
  retainText,
  type UnparsedReason,
} from '../../../model/log-event.ts';
import type { EpochMs } from '../../../model/time.ts';
import { Latest } from '../latest.ts';
import type { Emit, Parser, ParserFactory } from '../parser.ts';
import { StampedParser } from '../stamped-parser.ts';
import { epochNumber } from '../time/timestamp.ts';
import { unparsedReason } from '../unparsed.ts';
import { AuditAttempts, type SavedAttempts } from './attempts.ts';
import { AuditProcesses, type SavedCall } from './process.ts';
import { type AuditRecord, readAuditRecord } from './record.ts';

const AUDITD: Logsource = Object.freeze({ product: 'linux', service: 'auditd' });
const LOGIN: Logsource = Object.freeze({ category: 'authentication', product: 'linux', service: 'auditd' });

const PROCESS: Logsource = Object.freeze({
  category: 'process_creation',
  product: 'linux',
  service: 'auditd',
});

type AuditState = {
  readonly attempts: SavedAttempts;
  readonly accounts: readonly (readonly [string, string])[];
  /** Older states have none. */
  readonly call?: SavedCall;
};

/** auditd's audit.log, and what ausearch makes of it. Each record is an event; logins over the network are told apart. */
class AuditdParser extends StampedParser implements Parser {
  readonly format = 'auditd';
  private readonly attempts = new AuditAttempts();
  private readonly processes = new AuditProcesses();
  /** The account of each session: the record of a login names only the session's number. */
  private readonly accounts = new Latest<string>();

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const record = readAuditRecord(line);
    if (record === null) return AUSEARCH.test(line) ? null : unparsedReason(line);
    const time = this.timeOf(record.stamp);
    if (time === null) return 'bad-timestamp';
    emit(this.event(record, time, line, lineNumber));
    return null;
  }

  save(): AuditState {
    return {
      attempts: this.attempts.save(),
      accounts: this.accounts.save(),
      call: this.processes.save(),
    };
  }

  restore(state: unknown): void {
    const { attempts, accounts, call = null } = state as AuditState;
    this.processes.restore(call);
    this.attempts.restore(attempts);
    this.accounts.restore(accounts);
  }

  private timeOf(stamp: string): EpochMs | null {
    if (!stamp.includes('/')) return epochNumber(Number(stamp));
    const [, month = '', day = '', year = '', clock = ''] = INTERPRETED.exec(stamp) ?? [];
    const century = year.length === 2 ? '20' : '';
    return this.stamps.readRfc3339(
      `${century}${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')} ${clock}`,
      0,
    );
  }

  private event(record: AuditRecord, time: EpochMs, raw: string, line: number): LogEvent {
    const { type, node, serial } = record;
    const own = record.fields;
    const isOfLogin = OF_LOGINS.has(type);
    const isCertain = isOfLogin && !TELLING.some(record.isContradicted);
    const outcome = isCertain ? outcomeOf(own.res) : null;
    const address = isCertain ? textOf(own.addr) : null;
    const { ip, host } = this.addresses.read(address);
    const user = this.accountOf(record);
    const login = ip !== null && outcome !== null && this.isLogin(record, ip, outcome, time);
    const process = this.processes.read(record);
    const fields: Fields = {
      ...{ type, src_ip: ip ?? undefined, user: user ?? undefined, outcome: outcome ?? undefined },
      ...{ host: node, process: textOf(own.exe)?.replace(/^.*\//, ''), serial },
      ...own,
      ...process,
    };
    const other = process === null ? AUDITD : PROCESS;
    return {
      ...{ time, logsource: isOfLogin ? LOGIN : other, outcome, count: 1, login, srcIp: ip },
      ...{ category: isOfLogin ? 'authentication' : 'system', srcHost: ip === null ? host : null, user },
      ...{ fields, raw },
      ref: this.ref(line),
    };
  }

  /** Whether it counts among the logins over the network: an attempt that no record has told yet, or a login. */
  private isLogin(record: AuditRecord, address: string, outcome: Outcome, time: EpochMs): boolean {
    const { exe, op, pid } = record.fields;
    if (LOCAL.test(String(exe ?? ''))) return false;
    if (outcome === 'success') return record.type === 'USER_LOGIN';
    const witness = witnessOf(record.type, String(op ?? ''));
    return witness !== null && this.attempts.isNew(String(pid ?? ''), address, witness, time);
  }

  private accountOf({ fields }: AuditRecord): string | null {
    const session = `${fields.ses ?? ''}`;
    const hasSession = session !== '' && session !== NO_SESSION && session !== 'unset';
    const named = textOf(fields.acct) ?? textOf(fields.ID);
    if (named === null) return hasSession ? (this.accounts.get(session) ?? null) : null;
    if (hasSession && this.accounts.get(session) === undefined) this.accounts.set(session, retainText(named));
    return UNKNOWN_ACCOUNT.test(named) ? null : named;
  }
}

/** The two lines that ausearch puts before each event. */
const AUSEARCH = /^(?:----|time->[A-Z][a-z]{2} [A-Z][a-z]{2} .{1,32})$/;
const INTERPRETED = /^(\d\d?)\/(\d\d?)\/(\d{2,4}) (.{8,20})$/;
/** -1 as an unsigned number: the session of processes that have none. */
const NO_SESSION = '4294967295';
/** What sshd writes for a name that is no account's. */
const UNKNOWN_ACCOUNT = /^(?:\(?(?:unknown|invalid user|unknown user)\)?|\?)$/;

/** Where `ausearch -i` writes an account out, it may hold one of these. */
const TELLING = ['addr', 'res', 'exe', 'op', 'pid'];
const OF_LOGINS: ReadonlySet<string> = new Set([
  'USER_LOGIN',
  'USER_AUTH',
  'USER_ERR',
  'USER_ACCT',
  'USER_START',
]);
/** Programs that people run who are logged in already: an address in their records is where those came from. */
const LOCAL =
  /\/(?:su|sudo|doas|pkexec|passwd|chfn|chsh|chage|newgrp|crond?|cron|login|polkit-agent-helper-1|unix_chkpwd)$/;

function witnessOf(type: string, op: string): 'pam' | 'daemon' | 'login' | null {
  if (type === 'USER_LOGIN') return 'login';
  if (type !== 'USER_AUTH') return null;
  if (op === 'PAM:authentication') return 'pam';
  // A refused public key is no attempt: clients offer their keys unasked.
  return /^(?:password|challenge-response|keyboard-interactive)/.test(op) ? 'daemon' : null;
}

function outcomeOf(res: unknown): Outcome {
  if (res === 'success' || res === '1' || res === 'yes') return 'success';
  return res === 'failed' || res === '0' || res === 'no' ? 'failure' : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== '?' ? value : null;
}

const RECOGNISED =
  /^(?:node=[\w.:-]{1,253} )?type=(?:[A-Z][A-Z\d_]{1,47}|\d{4}|UNKNOWN\[\d{1,6}\]) msg=audit\(/;

export const AUDITD_LOG: ParserFactory = {
  format: 'auditd',
  recognises: (line) => RECOGNISED.test(line) || AUSEARCH.test(line),
  create: () => new AuditdParser(),
};
