import { loginForm } from '../logins/login-form.ts';
import { type ProgramForm, patternForm } from './program-message.ts';

const ADDRESS = '[\\da-fA-F.:]{2,45}?';
const HEAD =
  '^(?:NOTICE|SECURITY|WARNING)\\[\\d{1,10}\\](?:\\[C-[\\da-f]{8}\\])?:? [\\w/.-]{1,64}:(?:\\d{1,6})?(?: (?:in )?\\w{1,64}:)? ';

/**
 * SIP: `Registration from 'HEADER' failed for 'ADDRESS:PORT' - REASON`, whose header is the client's text; and the security log,
 * whose values stand in quotes in a fixed order. The address is taken from the end, where Asterisk puts it.
 */
export const ASTERISK_FORMS: readonly ProgramForm[] = [
  patternForm(
    'asterisk-refused',
    new RegExp(
      `${HEAD}(?:Registration|Request(?: '\\w{3,16}')?) from '(?<from>.{0,1024})' failed for '(?<address>${ADDRESS})(?::\\d{1,5})?' (?:\\(callid: [^()]{0,256}\\) )?- (?:Wrong password|Username/auth name mismatch|No matching peer found|No matching endpoint found|Failed to authenticate|Error to authenticate|Not a local domain|Not match Endpoint (?:Contact )?ACL|Peer is not supposed to register|ACL error \\(permit/deny\\)|Device does not match ACL|No registration for peer .{0,64})(?: after \\d{1,4} tries in \\d{1,8}\\.\\d{1,3} ms)?$`,
    ),
    ({ from, address }) => ({
      ...{ login: true, outcome: 'failure', address: address ?? null },
      user: /<sips?:([^@<>"']{1,128})@/.exec(from ?? '')?.[1] ?? null,
      fields: { auth_method: 'password', protocol: 'sip' },
    }),
  ),
  patternForm(
    'asterisk-security',
    new RegExp(
      `${HEAD}SecurityEvent="(?<event>InvalidPassword|ChallengeResponseFailed|InvalidAccountID|FailedACL|SuccessfulAuth)",EventTV="[\\dT:.+-]{8,40}",Severity="\\w{1,32}",Service="\\w{1,16}",EventVersion="\\d{1,3}",AccountID="(?<user>[^"]{0,256})",SessionID="[^"]{0,256}",LocalAddress="[^"]{0,128}",RemoteAddress="IPV[46]/\\w{2,4}/(?<address>[\\da-fA-F.:]{2,45})/\\d{1,5}"(?:,\\w{1,32}="[^"]{0,1024}"){0,16}$`,
    ),
    ({ event, user, address }) => {
      const outcome = event === 'SuccessfulAuth' ? 'success' : 'failure';
      const fields = { auth_method: 'password', protocol: 'sip', event };
      return { login: true, outcome, user: user || null, address: address ?? null, fields };
    },
  ),
  // The manager's port, IAX, and calls of those whom nobody knows.
  loginForm('asterisk-unknown', { outcome: 'failure', protocol: 'sip' }, [
    `${HEAD}{address} (?:failed to authenticate as|tried to authenticate with nonexistent user) '{user}'`,
    `${HEAD}Host {address} failed (?:MD5 authentication for|to authenticate as) '{user}'(?: \\([\\da-f]{1,64} != [\\da-f]{1,64}\\))?`,
    `${HEAD}No registration for peer '{user}' \\(from {address}\\)`,
    `${HEAD}Call from '(?:anonymous)?' \\((?:[A-Z]{2,4}:)?{address}\\) to extension '{text}' rejected because extension not found in context '[\\w.-]{1,80}'\\.`,
    `WARNING\\[{n}\\](?:\\[C-[\\da-f]{8}\\])?:? Ext\\. [^"]{1,80}"Rejecting unknown SIP connection from {address}"`,
  ]),
];
