import { retainText } from '../../../../model/log-event.ts';
import { Latest } from '../../latest.ts';
import { type ProgramMessage, toldBy } from '../program-message.ts';

/** The number of the message, and the session: older versions write it alone, newer ones behind profile and partition. */
const HEAD = /^(\d{8}):\d: (?:\/[\w./-]{1,255}:[\w.-]{1,64}:)?([\da-f]{8}): /;
const OPENED = /^New session from client IP ([\da-fA-F:.]{2,45})(?: \(|$)/;
const NAMED = /^Username '(.{0,256})'$/s;
const REFUSED =
  /^(?:[A-Z]\w{1,15} (?:agent|module): (?:.{0,128}? )?(?:authenticate|authentication) with '.{0,256}' failed|Access policy result: Logon_Deny$)/s;
const ACCEPTED = /^Access policy result: (?!Logon_Deny$)[\w+]{2,32}$/;
const DELETED = /^Session deleted\b/;

type Session = {
  readonly address: string;
  user: string | null;
  /** Whether it was told how this name fared: of one attempt several messages tell. */
  isTold: boolean;
};
export type ApmState = readonly (readonly [id: string, session: Session])[];

/**
 * F5's Access Policy Manager: whose session it is stands in its first line, the account in a second, how it ended in a third; the
 * session's id before the client's words holds them together.
 */
export class ApmSessions {
  private readonly sessions: Latest<Session>;

  constructor(letGo: () => void) {
    this.sessions = new Latest(letGo);
  }

  /** The login that this message ends; null of all others. */
  read(text: string, host: string | null): ProgramMessage | null {
    const [whole, , number = ''] = HEAD.exec(text) ?? [];
    if (whole === undefined) return null;
    const id = `${host ?? ''} ${number}`;
    const message = text.slice(whole.length).trimEnd();
    const address = OPENED.exec(message)?.[1];
    if (address !== undefined)
      this.sessions.set(id, { address: retainText(address), user: null, isTold: false });
    const session = this.sessions.get(id);
    if (session === undefined) return null;
    const user = NAMED.exec(message)?.[1];
    if (user !== undefined) {
      session.user = retainText(user);
      session.isTold = false;
      return null;
    }
    const told = ended(session, message);
    if (told?.outcome === 'success' || DELETED.test(message)) this.sessions.delete(id);
    return told;
  }

  save(): ApmState {
    return this.sessions.save();
  }

  restore(state: ApmState): void {
    this.sessions.restore(state);
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
