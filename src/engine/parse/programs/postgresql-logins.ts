import { type Logsource, type Outcome, retainText } from '../../../model/log-event.ts';
import { Latest } from '../latest.ts';
import { type ProgramMessage, toldBy } from './program-message.ts';

export const POSTGRESQL_LOGINS: Logsource = Object.freeze({
  category: 'authentication',
  product: 'postgresql',
  service: 'postgresql',
});

/** Two blanks follow it. Where it stands twice, an account has been made to look like a message. */
export const SEVERITY =
  /(?:LOG|ERROR|FATAL|WARNING|NOTICE|DETAIL|HINT|STATEMENT|CONTEXT|PANIC|INFO|DEBUG\d?): {2}/g;

const CONNECTED = /^connection received: host=([\w.:-]{2,255})(?: port=\d{1,5})?$/;
const REFUSED =
  /^(?:[\w-]{2,16} authentication failed for user "(.{0,256})"|role "(.{0,256})" does not exist)$/s;
const NOT_LISTED =
  /^(?:no pg_hba\.conf entry for|pg_hba\.conf rejects connection for) (?:replication connection from )?host "([\da-fA-F.:]{2,45})", user "(.{0,256}?)"(?:, database ".{0,256}")?(?:, [\w ]{2,32})?$/s;
const ACCEPTED = /^connection authorized: user=(.{1,256}?)(?: database=| application_name=| SSL enabled|$)/s;

export type PostgresqlTold = {
  readonly outcome: Outcome;
  readonly user: string;
  readonly address: string | null;
};
export type PostgresqlState = readonly (readonly [process: string, peer: string])[];

/** In syslog: `[8-1] alice@alice FATAL:  …`. What a long message goes on with has `[8-2]`, and may be anybody's text. */
const NUMBERED = /^\[\d{1,10}-1\] /;

/** Whose login a message tells: the peer of a process stands in an earlier one (`log_connections = on`). */
export class PostgresqlConnections {
  /** By process: of connections whose login was not told yet. */
  private readonly peers: Latest<string>;

  constructor(letGo: () => void) {
    this.peers = new Latest(letGo);
  }

  read(message: string, process: string | null, peer: string | null): PostgresqlTold | null {
    const connected = CONNECTED.exec(message)?.[1];
    if (connected !== undefined && process !== null) this.peers.set(process, retainText(connected));
    const known = peer ?? (process === null ? null : (this.peers.get(process) ?? null));
    const told = readTold(message, known);
    if (told !== null && process !== null) this.peers.delete(process);
    return told;
  }

  /** A message in syslog, whatever prefix it has there; null of all that tell no login. */
  readNumbered(text: string, process: string): ProgramMessage | null {
    if (!NUMBERED.test(text)) return null;
    const [severity, ...others] = text.matchAll(SEVERITY);
    if (severity === undefined || others.length > 0) return null;
    const told = this.read(text.slice(severity.index + severity[0].length), process, null);
    if (told === null) return null;
    const fields = { auth_method: 'password', protocol: 'postgresql' };
    return toldBy('postgresql-login', { ...told, login: true, fields });
  }

  save(): PostgresqlState {
    return this.peers.save();
  }

  restore(state: PostgresqlState): void {
    this.peers.restore(state);
  }
}

function readTold(message: string, peer: string | null): PostgresqlTold | null {
  const refused = REFUSED.exec(message);
  if (refused !== null) return { outcome: 'failure', user: refused[1] ?? refused[2] ?? '', address: peer };
  const [notListed, address = null, user = ''] = NOT_LISTED.exec(message) ?? [];
  if (notListed !== undefined) return { outcome: 'failure', user, address };
  const accepted = ACCEPTED.exec(message)?.[1];
  return accepted === undefined ? null : { outcome: 'success', user: accepted, address: peer };
}
