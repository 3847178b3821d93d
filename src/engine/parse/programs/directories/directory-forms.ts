import { layout } from '../../../pattern.ts';
import { type ProgramForm, patternForm } from '../program-message.ts';

const ADDRESS = '[\\da-fA-F.:]{2,45}?';

/**
 * Samba's audit of logins (`log level = 1 auth_audit:3`): domain, account and machine are the client's text, so where words of the
 * form stand twice nobody is named.
 */
export const SAMBA_FORMS: readonly ProgramForm[] = [
  patternForm(
    'samba-login',
    new RegExp(
      layout`
        ^\s{0,4}Auth: \[[^\]]{1,64}\] user \[.{0,256}?\]\\\[(?<user>.{0,256}?)\] at \[[\w, :.]{10,48}\] with\x20
        \[[\w-]{1,32}\] status \[NT_STATUS_(?<status>\w{2,48})\] workstation \[.{0,256}?\] remote host\x20
        \[ipv[46]:(?<address>${ADDRESS}):\d{1,5}\](?<rest> .{0,1024})?$`,
      's',
    ),
    ({ user = '', status, address, rest = '' }) => ({
      // Without an account nobody logs in: whoever looks which shares there are begins so.
      ...(user !== '' && { login: true, outcome: status === 'OK' ? 'success' : 'failure', user }),
      address: /(?:status|host) \[/.test(`${user}${rest.replace(/\. local host \[[^\]]{2,64}\]/, '')}`)
        ? null
        : address,
      fields: { auth_method: 'password', protocol: 'smb', reason: status },
    }),
  ),
];

/** MIT Kerberos: the address stands before what the client sent. */
export const KERBEROS_FORMS: readonly ProgramForm[] = [
  patternForm(
    'kerberos-refused',
    new RegExp(
      layout`
        ^AS_REQ \(\d{1,2} etypes \{[^{}]{0,400}\}\) (?<address>${ADDRESS}):\x20
        (?<reason>PREAUTH_FAILED|CLIENT_NOT_FOUND|CLIENT_LOCKED_OUT): (?<user>.{1,256}?) for \S{1,256}, .{1,256}$`,
      's',
    ),
    ({ user, address, reason }) => ({
      ...{ login: true, outcome: 'failure', user, address },
      fields: { auth_method: 'password', protocol: 'kerberos', reason },
    }),
  ),
];
