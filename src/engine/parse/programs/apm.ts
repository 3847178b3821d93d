import { retainText } from '../../../model/log-event.ts';
import { type ProgramMessage, toldBy } from './program-message.ts';

/** The number of the message, and the session: older versions write it alone, newer ones behind profile and partition. */
const HEAD = /^(\d{8}):\d: (?:\/[\w./-]{1,255}:[\w.-]{1,64}:)?([\da-f]{8}): /;
const OPENED = /^New session from client IP ([\da-fA-F:.]{2,45})(?: \(|$)/;
const NAMED = /^Username '(.{0,256})'$/s;
const REFUSED =
  /^(?:[A-Z]\w{1,15} (?:agent|module): (?:.{0,128}? )?(?:authenticate|authentication) with '.{0,256}' failed|Access policy result: Logon_Deny$)/s;
const ACCEPTED = /^Access policy result: (?!Logon_Deny$)[\w+]{2,32}$/;

const MOST_SESSIONS = 4096;

type Session = {
  readonly address: string;
  user: string | null;
  /** Whether it was told how this name fared: of one attempt several messages tell. */
  isTold: boolean;
};
export type ApmState = readonly (readonly [id: string, session: Session])[];

/**
 * F5's Access Policy Manager: whose session it is stands in its first line, the account in a second, how it ended in a third; the
 * session's id before the client's words holds them together. The oldest of more than 4,096 sessions are let go.
 */
export class ApmSessions {
  private readonly sessions = new Map<string, Session>();

  /** The login that this message ends; null of all others. */
  read(text: string): ProgramMessage | null {
    const [whole, , id = ''] = HEAD.exec(text) ?? [];
    if (whole === undefined) return null;
    const message = text.slice(whole.length).trimEnd();
    const address = OPENED.exec(message)?.[1];
    if (address !== undefined) this.open(id, retainText(address));
    const session = this.sessions.get(id);
    if (session === undefined) return null;
    const user = NAMED.exec(message)?.[1];
    if (user !== undefined) {
      session.user = retainText(user);
      session.isTold = false;
      return null;
    }
    return ended(session, message);
  }

  save(): ApmState {
    return [...this.sessions];
  }

  restore(state: ApmState): void {
    this.sessions.clear();
    for (const [id, session] of state) this.sessions.set(id, session);
  }

  private open(id: string, address: string): void {
    this.sessions.delete(id);
    const [oldest] = this.sessions.keys();
    if (this.sessions.size >= MOST_SESSIONS && oldest !== undefined) this.sessions.delete(oldest);
    this.sessions.set(id, { address, user: null, isTold: false });
  }
}

/** Who gave no name did not try to log in. */
function ended(session: Session, message: string): ProgramMessage | null {
  const { address, user, isTold } = session;
  const outcome = REFUSED.test(message) ? 'failure' : ACCEPTED.test(message) ? 'success' : null;
  if (outcome === null || user === null || (isTold && outcome === 'failure')) return null;
  session.isTold = true;
  const fields = { auth_method: 'password', protocol: 'https' };
  return toldBy('apm-login', { login: true, outcome, address, user, fields });
}
