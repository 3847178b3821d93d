import { layout, pattern } from '../../pattern.ts';
import { type ProgramForm, type ProgramMessage, patternForm, toldBy } from './program-message.ts';

const VSFTPD_LOGIN = /\] (OK|FAIL) LOGIN: Client "/g;
const VSFTPD_END = /^([\da-fA-F.:]{2,45})"(?:, anon password ".{0,512}"|, "User is [a-z ]{1,64}\.")?$/;

/**
 * `[USER] FAIL LOGIN: Client "ADDRESS"[, anon password "…"]`. User and password are the client's text: where one of
 * them holds the same words nothing tells which is vsftpd's, and nobody is named.
 */
function vsftpdLogin(text: string): ProgramMessage | null {
  if (!text.startsWith('[')) return null;
  const [place, ...others] = text.matchAll(VSFTPD_LOGIN);
  const end = place && VSFTPD_END.exec(text.slice(place.index + place[0].length));
  if (!place || (!end && others.length === 0)) return null;
  if (!end || others.length > 0) return toldBy('vsftpd-login');
  return toldBy('vsftpd-login', {
    login: true,
    outcome: place[1] === 'OK' ? 'success' : 'failure',
    user: text.slice(1, place.index),
    address: end[1] ?? null,
    fields: { auth_method: 'password' },
  });
}

const VSFTPD_REFUSED =
  /^\[([^\]]{1,128})\] FTP response: Client "([\da-fA-F.:]{2,45})", "530 Permission denied\."$/;

/**
 * `[USER] FTP response: Client "ADDRESS", "530 Permission denied."` (`log_ftp_protocol`): an account of the lists of those
 * who may not log in, of which no FAIL LOGIN tells. The bracket ends the account: nobody is read of one that holds another.
 */
function vsftpdRefused(text: string): ProgramMessage | null {
  const [, user, address] = VSFTPD_REFUSED.exec(text) ?? [];
  if (address === undefined) return null;
  return toldBy('vsftpd-refused', {
    ...{ login: true, outcome: 'failure', user: user ?? null, address },
    fields: { auth_method: 'password' },
  });
}

export const VSFTPD_FORMS: readonly ProgramForm[] = [
  { name: 'vsftpd-login', read: vsftpdLogin },
  { name: 'vsftpd-refused', read: vsftpdRefused },
];

const DOVECOT = /^(?<protocol>[a-z\d]{3,12})-login: (?:Info: )?/;
/** Since 2.4 in other words. */
const DOVECOT_ACCEPTED = /^(?:Login|Logged in): user=</;
/** A password sent in clear where that is not allowed is refused unread; dovecot 1 leaves out an empty user. */
const DOVECOT_REFUSED = pattern()`
  ^(?:
    Disconnected|Aborted login|Login aborted|Client has quit the connection|Remote closed connection
  )[^<>]{0,80}\((?:
    auth failed, (\d{1,4}) attempts?(?: in \d{1,9} secs)?
    |proxy dest auth failed
    |tried to use dis(?:abled|allowed) plaintext auth
  )\)[^<>]{0,80}: (?:user=<|(?=method=|rip=))`;
const DOVECOT_PEER =
  /^rip=(?<address>[\da-fA-F.:]{2,45})(?:, rport=\d{1,5})?(?<own>, lip=[\da-fA-F.:]{2,45})?(?:, |$)/;

/**
 * `imap-login: Disconnected (auth failed, 3 attempts in 12 secs): user=<USER>, method=PLAIN, rip=ADDRESS, lip=…`. What
 * follows the address is dovecot's, the user before it the client's: the last address is the peer's.
 */
function dovecotLogin(text: string): ProgramMessage | null {
  const daemon = DOVECOT.exec(text);
  if (!daemon) return null;
  const rest = text.slice(daemon[0].length);
  const refused = DOVECOT_REFUSED.exec(rest);
  const begin = refused ?? DOVECOT_ACCEPTED.exec(rest);
  if (!begin) return null;
  const said = rest.slice(begin[0].length);
  const peerAt = said.startsWith('rip=') ? 0 : said.lastIndexOf(', rip=') + ', '.length;
  const peer = DOVECOT_PEER.exec(said.slice(peerAt));
  if (!peer) return null;
  const told = said.slice(0, Math.max(0, peerAt - ', '.length));
  const method = /^(?:(.{0,512})>, )?method=([\w-]{1,32})$/.exec(told);
  // Without dovecot's own address behind it, it may be a user that the log cut.
  const isCertain = peer.groups?.own !== undefined || !told.includes('rip=');
  return toldBy('dovecot-login', {
    login: true,
    outcome: refused ? 'failure' : 'success',
    user: (method === null ? told.replace(/>$/, '') : method[1]) || null,
    address: isCertain ? (peer.groups?.address ?? null) : null,
    attempts: Math.max(1, Number(refused?.[1] ?? 1)),
    fields: { auth_method: method?.[2], protocol: daemon.groups?.protocol },
  });
}

export const DOVECOT_FORMS: readonly ProgramForm[] = [{ name: 'dovecot-login', read: dovecotLogin }];

/** What the server could not check, or does not speak, is no wrong password. */
const UNCHECKED = layout`
  (?:
    Connection lost to authentication server
    |Temporary authentication failure
    |Invalid authentication mechanism
    |generic failure|no mechanism available
  )`;

/** What was wrong with a mail that was refused, where that tells of its sender's wants. */
export function refusedMail(
  recipient: string | undefined,
  why: string | undefined,
): ProgramMessage['fields'] {
  const reason = /^(?:Relay access denied|relay not permitted)/.test(why ?? '') ? 'relay' : 'recipient';
  return { action: 'rejected', reason, recipient };
}

/** `HOST[ADDRESS]`, the host name as DNS has it: letters, digits, dots. */
export const POSTFIX_FORMS: readonly ProgramForm[] = [
  patternForm(
    'postfix-refused',
    new RegExp(
      layout`
        ^warning: [\w.-]{1,255}\[(?<address>[\da-fA-F.:]{2,45})\](?::\d{1,5})?: SASL (?<method>[\w-]{1,32})\x20
        authentication failed:(?! ${UNCHECKED})(?:.{0,600}, sasl_username=(?<user>.{1,256})|.{0,600})$`,
    ),
    ({ address, method, user }) => ({
      login: true,
      outcome: 'failure',
      user,
      address,
      fields: { auth_method: method },
    }),
  ),
  patternForm(
    'postfix-accepted',
    /^[\dA-Za-z]{5,20}: client=[\w.-]{1,255}\[(?<address>[\da-fA-F.:]{2,45})\](?::\d{1,5})?, sasl_method=(?<method>[\w-]{1,32}), sasl_username=(?<user>[^,]{1,256})(?:, |$)/,
    ({ address, method, user }) => ({
      login: true,
      outcome: 'success',
      user,
      address,
      fields: { auth_method: method },
    }),
  ),
  patternForm(
    'postfix-rejected',
    pattern('s')`
      ^(?:NOQUEUE|[\dA-Za-z]{5,20}): reject: RCPT from [\w.-]{1,255}\[(?<address>[\da-fA-F.:]{2,45})\](?::\d{1,5})?:\x20
      [45]\d\d (?:[45]\.\d\.\d{1,2} )?<(?<recipient>.{0,320}?)>: (?<why>
        Relay access denied|Recipient address rejected: (?:User unknown in|undeliverable address|Unknown user)
      ).{0,2048}$`,
    ({ address, recipient, why }) => ({
      address,
      fields: refusedMail(recipient, why),
    }),
  ),
];
