import { retainText } from '../../../../model/log-event.ts';
import { Latest } from '../../latest.ts';
import { ADDRESS, type ProgramForm, type ProgramMessage, patternForm } from '../program-message.ts';

/** Which session it is stands before all that the client sends; until 6.4 `event=` before what happened. */
const SESSION = '(?<session>[\\da-f]{8,16}) smtp (?:event=)?';
const PEER = `address=\\[?(?:IPv6:)?(?<address>${ADDRESS})\\]?`;

const CONNECTED = patternForm(
  'opensmtpd-connected',
  new RegExp(`^${SESSION}connected ${PEER} host=\\S{1,255}$`),
  ({ session, address }) => ({ address, fields: { session } }),
);
const ENDED = patternForm(
  'opensmtpd-ended',
  new RegExp(`^${SESSION}(?:disconnected|closed) .{0,512}$`),
  ({ session }) => ({ fields: { session } }),
);
/** What follows the name may be more of it: an address there is nobody's. */
const JUDGED = (['refused', 'accepted'] as const).map((outcome) =>
  patternForm(
    `opensmtpd-${outcome}`,
    new RegExp(
      `^${SESSION}authentication user=(?<user>.{0,512}) result=${outcome === 'accepted' ? 'ok' : '(?:perm)?fail'}$`,
    ),
    ({ session, user }) => ({
      ...{ login: true, outcome: outcome === 'accepted' ? 'success' : 'failure', user },
      fields: { auth_method: 'password', protocol: 'smtp', session },
    }),
  ),
);

export const OPENSMTPD_FORMS: readonly ProgramForm[] = [CONNECTED, ENDED, ...JUDGED];

export type OpensmtpdState = readonly (readonly [session: string, address: string])[];

/** Whose sessions they are: only where one begins stands its address. */
export class OpensmtpdSessions {
  private readonly addresses = new Latest<string>();

  judge(told: ProgramMessage, server: string): ProgramMessage {
    const session = `${server} ${told.fields.session}`;
    if (told.form === CONNECTED.name && told.address !== null)
      this.addresses.set(session, retainText(told.address));
    const address = this.addresses.get(session) ?? null;
    if (told.form === ENDED.name) this.addresses.delete(session);
    return { ...told, address };
  }

  save(): OpensmtpdState {
    return this.addresses.save();
  }

  restore(state: OpensmtpdState): void {
    this.addresses.restore(state);
  }
}
