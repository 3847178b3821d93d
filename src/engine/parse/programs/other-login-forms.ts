import { layout, pattern } from '../../pattern.ts';
import { loginForm } from '../logins/login-form.ts';
import { ADDRESS, type ProgramForm, passwordLogin, patternForm } from './program-message.ts';

/** Courier's `LOGIN FAILED, user=NAME, ip=[ADDRESS]`: the name is the client's, what stands behind it Courier's. */
export const COURIER_FORMS: readonly ProgramForm[] = [
  patternForm(
    'courier-refused',
    new RegExp(
      `^LOGIN FAILED, (?:user=(?<user>.{0,256})|method=[\\w-]{1,32}), ip=\\[(?<address>${ADDRESS})\\](?:, port=\\[\\d{1,5}\\])?$`,
    ),
    passwordLogin('failure', 'imap'),
  ),
  patternForm(
    'courier-accepted',
    new RegExp(
      `^LOGIN, user=(?<user>.{1,256}), ip=\\[(?<address>${ADDRESS})\\](?:, port=\\[\\d{1,5}\\])?(?:, protocol=\\w{1,16})?(?:, stls=\\d)?$`,
    ),
    passwordLogin('success', 'imap'),
  ),
];

/** Cyrus: the peer stands before all that it sent. Since 3.0 the account is in brackets, and `(-notset-)` where it does not know. */
export const CYRUS_FORMS: readonly ProgramForm[] = [
  patternForm(
    'cyrus-refused',
    new RegExp(
      layout`
        ^badlogin: (?:[\w.-]{1,255} ?)?\[(?<address>${ADDRESS})\] (?:
          (?:plaintext|Basic) (?!\()(?<user>.{0,256}?)(?: \[?SASL\(.{1,512})?
          |[\w-]{1,32} (?:\((?!-notset-)(?<bracketed>.{0,256}?)\) \[SASL\(.{1,512}|.{1,512})
        )$`,
    ),
    // Of an account that it does not know by the way of logging in, it writes `(-notset-)`.
    (groups) => ({
      ...passwordLogin('failure', 'imap')(groups),
      user: groups.bracketed ?? groups.user,
    }),
  ),
  patternForm(
    'cyrus-accepted',
    new RegExp(
      `^login: (?:[\\w.-]{1,255} )?\\[(?<address>${ADDRESS})\\] (?<user>\\S{1,256}) [\\w+-]{1,64} User logged in.{0,256}$`,
    ),
    passwordLogin('success', 'imap'),
  ),
];

export const PROXMOX_FORMS: readonly ProgramForm[] = [
  patternForm(
    'proxmox-refused',
    // A port stands behind brackets, or behind an address of IPv4: that of IPv6 ends with a number as well.
    new RegExp(
      layout`
        ^authentication failure; rhost=(?:
          \[(?<bracketed>${ADDRESS})\](?::\d{1,5})?|(?<v4>(?:::ffff:)?[\d.]{7,15})(?::\d{1,5})?|(?<v6>${ADDRESS})
        ) user=(?<user>.{0,256}?) msg=.{0,512}$`,
    ),
    ({ bracketed, v4, v6, user }) =>
      passwordLogin('failure', 'https')({ address: bracketed ?? v4 ?? v6 ?? '', user: user ?? '' }),
  ),
  patternForm(
    'proxmox-accepted',
    /^<(?<user>[^<>]{1,256})> successful auth for user '[^']{1,256}'$/,
    ({ user }) => ({ user, outcome: 'success' }),
  ),
];

export const WEBMIN_FORMS: readonly ProgramForm[] = [
  patternForm(
    'webmin-refused',
    new RegExp(`^(?:Invalid|Non-existent) login as (?<user>.{0,256}) from (?<address>${ADDRESS})$`),
    passwordLogin('failure', 'https'),
  ),
  patternForm(
    'webmin-accepted',
    new RegExp(`^Successful login as (?<user>.{1,256}) from (?<address>${ADDRESS})$`),
    passwordLogin('success', 'https'),
  ),
];

export const PHPMYADMIN_FORMS: readonly ProgramForm[] = [
  patternForm(
    'phpmyadmin-refused',
    new RegExp(`^user denied: (?<user>.{0,256}) \\([\\w-]{1,32}\\) from (?<address>${ADDRESS})$`),
    passwordLogin('failure', 'https'),
  ),
];

/**
 * MySQL and MariaDB: the account is the client's text, its host, by name where it has one, stands at the end. Whether there was a
 * password is left out of accounts that MariaDB asks for none (1698), as which it takes many that do not exist.
 */
export const MYSQL_FORMS: readonly ProgramForm[] = [
  patternForm(
    'mysql-refused',
    pattern()`
      ^(?:[\d-]{6,10}[T ] ?[\d:.Z+]{7,21} (?=\d|\[))?(?:\d{1,20} )?\[(?:Note|Warning)\](?: \[MY-\d{1,6}\] \[Server\])?
      \x20Access denied for user '(?<user>.{0,256})'@'(?!localhost')(?<address>[\w.:-]{1,253})'
      (?: \(using password: (?:YES|NO)\))?$`,
    passwordLogin('failure', 'mysql'),
  ),
];

export const XRDP_FORMS: readonly ProgramForm[] = [
  patternForm(
    'xrdp-refused',
    new RegExp(
      `^(?:\\[\\w{1,8} {0,4}\\] )?AUTHFAIL: user=(?<user>.{0,256}) ip=(?<address>${ADDRESS}) time=\\d{1,12}$`,
    ),
    passwordLogin('failure', 'rdp'),
  ),
  // `192.0.2.1:50001 - socket: 12`, as its older versions write a peer.
  loginForm('xrdp-accepted', { outcome: 'success', protocol: 'rdp' }, [
    layout`
      (?:\[\w{1,8} {0,4}\] )?\+\+ (?:created|reconnected) session(?: \(access granted\))?: username {user},\x20
      (?:display :\d{1,5}\.0, session_pid {n}, )?ip (?:::ffff:)?{address}(?: - socket: ?{n})?`,
  ]),
];

/** login(1), when somebody comes by telnet or rlogin; of a terminal here it names that. */
export const LOGIN_FORMS: readonly ProgramForm[] = [
  // util-linux; and shadow's, which Debian has, where an account that is not there is called `UNKNOWN`.
  patternForm(
    'login-refused',
    new RegExp(
      layout`
        ^(?:
          FAILED LOGIN (?:SESSION |\(?\d{1,4}\)? )?FROM (?<address>(?=.{0,8}[.:])${ADDRESS}) FOR (?<user>.{0,256}),\x20
          [\w ]{1,128}
          |FAILED LOGIN \(\d{1,4}\) on '[^']{1,100}' from '(?<peer>[\w.:%-]{1,200})' FOR\x20
           '(?:UNKNOWN|(?<named>.{0,256}))', [\w ]{1,128}
        )$`,
    ),
    ({ address, user, peer, named }) => ({
      ...passwordLogin('failure', 'telnet')({}),
      address: address ?? peer,
      user: user ?? named,
    }),
  ),
  // shadow's, which tells of others than root with `LOG_OK_LOGINS` alone; and util-linux'.
  patternForm(
    'login-accepted',
    pattern()`
      ^(?:
        (?:ROOT LOGIN|'(?<user>[^']{1,256})' logged in) {1,2}on '[^']{1,100}' from '(?<peer>[\w.:%-]{1,200})'
        |(?:ROOT LOGIN ON \S{1,100}|LOGIN ON \S{1,100} BY (?<named>\S{1,256})) FROM (?<from>[\w.:%-]{1,200})
      )$`,
    ({ user, named, peer, from }) => ({
      ...passwordLogin('success', 'telnet')({}),
      address: peer ?? from,
      user: user ?? named ?? 'root',
    }),
  ),
];
