import { layout } from '../../pattern.ts';
import { loginForm } from '../logins/login-form.ts';
import { type ProgramForm, type ProgramMessage, patternForm, type Told, toldBy } from './program-message.ts';

const ADDRESS = '[\\da-fA-F.:]{2,45}?';
const HEAD =
  '^(?:NOTICE|SECURITY|WARNING) ?\\[\\d{1,10}\\](?:\\[C-[\\da-f]{8}\\])?:? [\\w/.-]{1,64}:(?:\\d{1,6})?(?: (?:in )?\\w{1,64}:)? ';

const REASON = layout`
  - (?:
    Wrong password
    |Username/auth name mismatch
    |No matching peer found
    |No matching endpoint found
    |Failed to authenticate|Error to authenticate|Not a local domain
    |Not match Endpoint (?:Contact )?ACL
    |Peer is not supposed to register
    |ACL error \(permit/deny\)
    |Device does not match ACL
    |No registration for peer .{0,64}
  )(?: after \d{1,4} tries in \d{1,8}\.\d{1,3} ms)?$`;
const PEER = `'(?<address>${ADDRESS})(?::\\d{1,5})?'`;

function refusedSip(from: string | undefined, address: string | null): Told {
  return {
    ...{ login: true, outcome: 'failure', address },
    user: /<sips?:([^@<>"']{1,128})@/.exec(from ?? '')?.[1] ?? null,
    fields: { auth_method: 'password', protocol: 'sip' },
  };
}

/** Longer ones are made so by the client, and a relay may have cut off what Asterisk wrote. */
const LONGEST_CERTAIN = 900;

function standsOnce(text: string, words: string): boolean {
  return text.length <= LONGEST_CERTAIN && text.indexOf(words) === text.lastIndexOf(words);
}

const BEFORE_PEER = "' failed for '";
const REQUEST = new RegExp(
  `${HEAD}Request(?: '\\w{3,16}')? from '(?<from>.{0,1024}?)' failed for ${PEER} \\(callid: .{0,1024}\\) ${REASON}`,
  's',
);

/** PJSIP's `Request 'REGISTER' from 'HEADER' failed for 'ADDRESS:PORT' (callid: ID) - REASON`: header and id are any text of the client's. */
function refusedRequest(text: string): ProgramMessage | null {
  const { from, address } = REQUEST.exec(text)?.groups ?? {};
  if (address === undefined) return null;
  return toldBy('asterisk-request-refused', refusedSip(from, standsOnce(text, BEFORE_PEER) ? address : null));
}

const SECURITY = new RegExp(
  layout`
    ${HEAD}SecurityEvent="(?<event>
      InvalidPassword|ChallengeResponseFailed|InvalidAccountID|FailedACL|SuccessfulAuth
    )",EventTV="[\dT:.+-]{8,40}",Severity="\w{1,32}",Service="\w{1,16}",EventVersion="\d{1,3}",AccountID=
    "(?<user>.{0,256}?)",SessionID="`,
  's',
);
const REMOTE = ',RemoteAddress="';
const REMOTE_ADDRESS = /^IPV[46]\/\w{2,4}\/([\da-fA-F.:]{2,45})\/\d{1,5}"(?:,|$)/;

/** The security log: nothing is escaped, and of account, session (the call's id) and what is answered any text may be the client's. */
function securityEvent(text: string): ProgramMessage | null {
  const { event, user } = SECURITY.exec(text)?.groups ?? {};
  const at = text.indexOf(REMOTE);
  if (event === undefined || at === -1) return null;
  const address = REMOTE_ADDRESS.exec(text.slice(at + REMOTE.length))?.[1] ?? null;
  return toldBy('asterisk-security', {
    ...{ login: true, outcome: event === 'SuccessfulAuth' ? 'success' : 'failure', user: user || null },
    address: standsOnce(text, REMOTE) ? address : null,
    fields: { auth_method: 'password', protocol: 'sip', event },
  });
}

export const ASTERISK_FORMS: readonly ProgramForm[] = [
  // `Registration from 'HEADER' failed for 'ADDRESS:PORT' - REASON`: the header is the client's text, nothing behind it.
  patternForm(
    'asterisk-refused',
    new RegExp(`${HEAD}Registration from '(?<from>.{0,1024})' failed for ${PEER} ${REASON}`),
    ({ from, address }) => refusedSip(from, address ?? null),
  ),
  { name: 'asterisk-request-refused', read: refusedRequest },
  { name: 'asterisk-security', read: securityEvent },
  // The manager's port, IAX, and calls of those whom nobody knows.
  loginForm('asterisk-unknown', { outcome: 'failure', protocol: 'sip' }, [
    `${HEAD}{address} (?:failed to authenticate as|tried to authenticate with nonexistent user) '{user}'`,
    `${HEAD}Host {address} failed (?:MD5 authentication for|to authenticate as) '{user}'(?: \\([\\da-f]{1,64} != [\\da-f]{1,64}\\))?`,
    `${HEAD}No registration for peer '{user}' \\(from {address}\\)`,
    layout`
      ${HEAD}Call from '(?:anonymous)?' \((?:[A-Z]{2,4}:)?{address}\) to extension '{text}' rejected because\x20
      extension not found in context '[\w.-]{1,80}'\.`,
    `WARNING\\[{n}\\](?:\\[C-[\\da-f]{8}\\])?:? Ext\\. [^"]{1,80}"Rejecting unknown SIP connection from {address}"`,
  ]),
];
