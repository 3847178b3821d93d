import { retainText } from '../../../../model/log-event.ts';
import { Latest } from '../../latest.ts';
import { type ProgramMessage, toldBy } from '../program-message.ts';

const ACCEPTED =
  /^conn=(\d{1,20}) fd=\d{1,10} ACCEPT from IP=(?:\[([\da-fA-F:.]{2,45})\]|([\d.]{7,15})):\d{1,5} \(/;
const BIND = /^conn=(\d{1,20}) op=(\d{1,20}) BIND dn="(.{0,512})" method=\d{1,5}$/s;
const RESULT = /^conn=(\d{1,20}) op=(\d{1,20}) RESULT (?:tag=97 err=(\d{1,5}) .{0,1024})$/s;
const CLOSED = /^conn=(\d{1,20}) fd=\d{1,10} closed\b/;

/** Wrong password, or nobody of that name; there is no such entry (where it tells so). */
const REFUSED = new Set(['49', '32']);

type Connection = { readonly address: string; bind: { readonly op: string; readonly dn: string } | null };
export type SlapdState = readonly (readonly [number: string, connection: Connection])[];

/**
 * OpenLDAP's slapd: whose connection it is stands in its first line, the account in that of the bind, how it ended in a third; the
 * numbers before the client's words hold them together. Every server counts from 1000 on, anew whenever it starts.
 */
export class SlapdConnections {
  private readonly connections: Latest<Connection>;

  constructor(letGo: () => void) {
    this.connections = new Latest(letGo);
  }

  /** The login that this message ends; null of all others. */
  read(text: string, server: string): ProgramMessage | null {
    if (!text.startsWith('conn=')) return null;
    const [, accepted, v6, v4] = ACCEPTED.exec(text) ?? [];
    if (accepted !== undefined)
      this.connections.set(`${server} ${accepted}`, { address: retainText(v6 ?? v4 ?? ''), bind: null });
    const [, asking = '', op = '', dn] = BIND.exec(text) ?? [];
    const asked = dn === undefined ? undefined : this.connections.get(`${server} ${asking}`);
    if (asked !== undefined && dn !== undefined) asked.bind = { op: retainText(op), dn: retainText(dn) };
    const closed = CLOSED.exec(text)?.[1];
    if (closed !== undefined) this.connections.delete(`${server} ${closed}`);
    return this.ended(text, server);
  }

  save(): SlapdState {
    return this.connections.save();
  }

  restore(state: SlapdState): void {
    this.connections.restore(state);
  }

  private ended(text: string, server: string): ProgramMessage | null {
    const [, number = '', op, error = ''] = RESULT.exec(text) ?? [];
    const connection = this.connections.get(`${server} ${number}`);
    const bind = connection?.bind ?? null;
    if (connection === undefined || bind === null || bind.op !== op) return null;
    connection.bind = null;
    const isAccepted = error === '0' && bind.dn !== '';
    if (!isAccepted && !REFUSED.has(error)) return null;
    return toldBy('slapd-login', {
      ...{ login: true, outcome: isAccepted ? 'success' : 'failure', address: connection.address },
      user: bind.dn === '' ? null : bind.dn,
      fields: { auth_method: 'password', protocol: 'ldap', error },
    });
  }
}
