import type { EpochMs } from '../../../model/time.ts';
import type { AskedLogin, Dialect, LoginOutcome } from './dialect.ts';
import { LDAP } from './ldap.ts';
import { MQTT } from './mqtt.ts';
import { MSSQL } from './mssql.ts';
import { MYSQL } from './mysql.ts';
import { POSTGRESQL } from './postgresql.ts';
import { REDIS } from './redis.ts';
import { remember } from './remember.ts';
import { SMB_LOGINS } from './smb.ts';

const DIALECTS: readonly Dialect[] = [MYSQL, POSTGRESQL, SMB_LOGINS, LDAP, REDIS, MQTT, MSSQL];
const PORTS = 65_536;
const MOST_WAITING = 2048;
/** Answers that are looked at for one login: some protocols negotiate for long. */
const MOST_ANSWERS = 12;
const LONGEST_WAIT: EpochMs = 60_000;

type Waiting = AskedLogin & { readonly server: number; readonly since: EpochMs; answers: number };

/** What a server decided. */
type WireLogin = {
  readonly service: string;
  readonly user: string | null;
  readonly outcome: LoginOutcome['outcome'];
};

/** Recognises logins at services that speak no text, by their ports. What it remembers are names, never passwords. */
export class WireLogins {
  /** For each port, the index of its dialect plus one; 0 for none. */
  private readonly spoken = new Uint8Array(PORTS);
  /** Those that wait for what the server says, by connection. */
  private readonly waiting = new Map<number, Waiting>();

  constructor() {
    for (const [index, { ports }] of DIALECTS.entries())
      for (const port of ports) this.spoken[port] = index + 1;
  }

  /** What a client asks of a server's port; `server`: hash of its end. */
  asked(
    bytes: Uint8Array,
    start: number,
    end: number,
    port: number,
    connection: number,
    server: number,
    time: EpochMs,
  ): (AskedLogin & { readonly service: string }) | null {
    const dialect = this.dialect(port);
    const login = dialect?.asks(bytes, start, end) ?? null;
    if (dialect === undefined || login === null) return null;
    remember(this.waiting, connection, { ...login, server, since: time, answers: 0 }, MOST_WAITING);
    return { ...login, service: dialect.service };
  }

  /** What the server answers to the login before, reported once for each; null when it does not decide it. */
  answered(
    bytes: Uint8Array,
    start: number,
    end: number,
    port: number,
    connection: number,
    server: number,
    time: EpochMs,
  ): WireLogin | null {
    const dialect = this.waiting.size === 0 ? undefined : this.dialect(port);
    const waiting = dialect === undefined ? undefined : this.waiting.get(connection);
    if (dialect === undefined || waiting?.server !== server) return null;
    const said = dialect.answers(bytes, start, end);
    const isLate = time - waiting.since > LONGEST_WAIT;
    const isLast = ++waiting.answers === (dialect.mostAnswers ?? MOST_ANSWERS);
    if (said !== null || isLate || isLast) this.waiting.delete(connection);
    if (said === null || isLate) return null;
    return { service: dialect.service, user: said.user ?? waiting.user, outcome: said.outcome };
  }

  private dialect(port: number): Dialect | undefined {
    const number = this.spoken[port] as number;
    return number === 0 ? undefined : DIALECTS[number - 1];
  }
}
