import { layout } from '../../../pattern.ts';
import {
  ADDRESS,
  type Groups,
  type ProgramForm,
  patternForm,
  type Told,
  toldBy,
} from '../program-message.ts';

/** A login over the network. `only`: words that stand once, before the address; where an account has them too, nobody is named. */
function login(outcome: 'success' | 'failure', protocol: string | null, only?: string) {
  return ({ user, address, via }: Groups): Told => ({
    ...{ login: true, outcome, user },
    address: only !== undefined && user?.includes(only) ? null : address,
    fields: { auth_method: 'password', protocol: protocol ?? via?.toLowerCase() },
  });
}

/** The plugin WP fail2ban; what calls itself WordPress: the address stands at the end. */
export const WORDPRESS_FORMS: readonly ProgramForm[] = [
  patternForm(
    'wordpress-refused',
    new RegExp(
      layout`
        ^(?:
          Authentication failure for (?<user>.{0,256})
          |Authentication attempt for unknown user (?<unknown>.{0,256})
          |Blocked authentication attempt for .{0,256}
          |XML-RPC (?:multicall )?authentication failure(?: for (?<asked>.{0,256}))?
        ) from (?<address>${ADDRESS})$`,
      's',
    ),
    ({ user, unknown, asked, address }) =>
      login('failure', 'https')({ user: user ?? unknown ?? asked ?? '', address: address ?? '' }),
  ),
  patternForm(
    'wordpress-accepted',
    new RegExp(`^Accepted password for (?<user>.{1,256}) from (?<address>${ADDRESS})$`, 's'),
    login('success', 'https'),
  ),
];

/** Nextcloud and ownCloud: `{core} Login failed: NAME (Remote IP: ADDRESS)`. */
export const NEXTCLOUD_FORMS: readonly ProgramForm[] = [
  patternForm(
    'nextcloud-refused',
    new RegExp(
      `^(?:\\{[\\w ]{1,64}\\} )?(?:Login failed|Two-factor challenge failed): '?(?<user>.{0,256}?)'? \\(Remote IP: '?(?<address>${ADDRESS})'?\\)$`,
      's',
    ),
    login('failure', 'https'),
  ),
];

/** Synology's DSM: `User [NAME] from [ADDRESS] failed to log in via [DSM] due to authorization failure.` */
export const SYNOLOGY_FORMS: readonly ProgramForm[] = [
  patternForm(
    'synology-refused',
    new RegExp(
      layout`
        ^User \[(?<user>.{0,256})\] from \[(?:[\w.-]{1,255}\()?(?<address>${ADDRESS})\)?\] failed to (?:log|sign) in\x20
        (?:via|to) \[(?<via>[\w ()./-]{1,64})\] .{0,64}due to authorization failure\.?$`,
      's',
    ),
    login('failure', null, '] from ['),
  ),
  patternForm(
    'synology-accepted',
    new RegExp(
      layout`
        ^User \[(?<user>.{0,256})\] from \[(?:[\w.-]{1,255}\()?(?<address>${ADDRESS})\)?\]\x20
        (?:logged in successfully via|signed in to) \[(?<via>[\w ()./-]{1,64})\](?: successfully)?
        (?: via \[[\w ]{1,32}\])?\.?$`,
      's',
    ),
    login('success', null, '] from ['),
  ),
];

/** What `auth.log` of a Synology has of the same: PAM's words for who was refused at its pages. */
export const SYNOLOGY_PAGES_FORMS: readonly ProgramForm[] = [
  patternForm(
    'synology-page-refused',
    new RegExp(
      layout`
        ^pam_unix\(webui:auth\): authentication failure; logname= uid=\d{1,10} euid=\d{1,10} tty= ruser=\x20
        rhost=(?<address>${ADDRESS})(?: {1,3}user=(?<user>[^ =]{1,256})| {0,2})$`,
    ),
    login('failure', null),
  ),
];
/** The process has the name of what was asked for. */
export const SYNOLOGY_PAGES = /^synoscgi_SYNO\.API\.Auth_\d{1,2}_login$/;

/** QNAP's connections: the address stands between the account and what the client calls its machine. */
function qnapForm(name: string, outcome: 'success' | 'failure', action: string): ProgramForm {
  const pattern = layout`
    ^conn log: Users: (?<user>.{0,256}?), Source IP: (?<address>${ADDRESS}), Computer name: (?<rest>.{0,512}),\x20
    Connection type: (?<via>[\w ()/-]{1,64}), Accessed resources: .{0,512}, Action: ${action}$`;
  // What the client calls its machine may hold the end of the account, and another address.
  return patternForm(name, new RegExp(pattern, 's'), (groups) => {
    const told = login(outcome, null)(groups);
    return groups.rest?.includes(', Source IP: ') ? { ...told, address: null } : told;
  });
}

export const QNAP_FORMS: readonly ProgramForm[] = [
  qnapForm('qnap-refused', 'failure', 'Login Fail'),
  qnapForm('qnap-accepted', 'success', 'Login (?:OK|Success)'),
];

/** RouterOS of MikroTik writes topics where others write a program; the address stands at the end. */
/** `system,error,critical`, with a colon or without. */
const TOPICS = '[a-z0-9-]{2,16}(?:,[a-z0-9-]{2,16}){1,5}';

function mikrotikForms(head: string): readonly ProgramForm[] {
  return [
    patternForm(
      'mikrotik-refused',
      new RegExp(
        `^${head}login failure for user (?<user>.{0,256}) from (?<address>${ADDRESS}) via (?<via>[\\w-]{2,16})$`,
        's',
      ),
      login('failure', null),
    ),
    patternForm(
      'mikrotik-accepted',
      new RegExp(
        `^${head}user (?<user>.{0,256}) logged in from (?<address>${ADDRESS}) via (?<via>[\\w-]{2,16})$`,
        's',
      ),
      login('success', null),
    ),
  ];
}

export const MIKROTIK_FORMS = mikrotikForms(`${TOPICS}:? `);
/** Where the topics are the tag. */
export const MIKROTIK_TAGGED_FORMS = mikrotikForms('');
export const MIKROTIK_TAG = new RegExp(`^${TOPICS}$`);

/** sendmail: the relay stands at the end. */
export const SENDMAIL_FORMS: readonly ProgramForm[] = [
  patternForm(
    'sendmail-refused',
    new RegExp(
      layout`
        ^(?:[\w-]{8,20}: )?AUTH failure \([\w-]{2,32}\): .{0,256}?(?:, user=(?<user>[^\s,=]{1,128}))?,\x20
        relay=(?:[\w.-]{1,255} )?\[(?<address>${ADDRESS})\](?: \(may be forged\))?$`,
      's',
    ),
    login('failure', 'smtp'),
  ),
];

/** OpenBSD's doas, in sudo's words: `alice ran command ls as root from /home`; of OpenBSD 5.8 `alice ran command as root: ls`. */
export const DOAS_FORMS: readonly ProgramForm[] = [
  {
    name: 'doas-command',
    read: (text) => {
      const [, user, command, as] =
        /^(\S{1,64}) ran command (.{1,2048}) as (\S{1,64}) from \S/s.exec(text) ?? [];
      if (user !== undefined) return toldBy('doas-command', { user, fields: { COMMAND: command, USER: as } });
      const [, by, to, what] = /^(\S{1,64}) ran command as (\S{1,64}): (.{1,2048})$/s.exec(text) ?? [];
      return by === undefined
        ? null
        : toldBy('doas-command', { user: by, fields: { COMMAND: what, USER: to } });
    },
  },
  patternForm('doas-failure', /^failed (?:auth|password) for (?<user>\S{1,64})$/, ({ user }) => ({
    user,
    outcome: 'failure',
  })),
  patternForm(
    'doas-refused',
    /^(?:command not permitted|failed command) for (?<user>\S{1,64})(?: as (?<as>\S{1,64}))?: (?<command>.{1,2048})$/s,
    ({ user, as, command }) => ({
      ...{ user, outcome: 'failure' },
      fields: { USER: as, COMMAND: command },
    }),
  ),
];
