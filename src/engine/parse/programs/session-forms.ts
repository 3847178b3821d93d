import { layout, pattern } from '../../pattern.ts';
import { type ProgramForm, patternForm, type Told } from './program-message.ts';

/** Whoever changes the user, or begins a session; PAM's words for both. Names are of this machine's accounts. */

export const SU_FORMS: readonly ProgramForm[] = [
  // util-linux: `FAILED SU (to root) alice on pts/0`; shadow: `FAILED su for root by alice`; BSD: `BAD SU alice to root on …`, and
  // `alice to root on …` of who did not fail; AIX: `failed: pts/0 changing from alice to root`.
  patternForm(
    'su-failed',
    pattern()`
      ^(?:
        FAILED SU \(to (?<to>[^ )]{1,64})\) (?<by>\S{1,64}) on \S{1,64}
        |FAILED su for (?<to2>\S{1,64}) by (?<by2>\S{1,64})
        |BAD SU (?<by3>\S{1,64}) to (?<to3>\S{1,64}) on \S{1,64}
        |failed: \S{1,64} changing from (?<by4>\S{1,64}) to (?<to4>\S{1,64})
      )$`,
    ({ by, by2, by3, by4, to, to2, to3, to4 }) => ({
      user: by ?? by2 ?? by3 ?? by4 ?? null,
      outcome: 'failure',
      fields: { USER: to ?? to2 ?? to3 ?? to4 },
    }),
  ),
  patternForm(
    'su-changed',
    /^(?:\(to (?<to>[^ )]{1,64})\) (?<by>\S{1,64}) on \S{1,64}|Successful su for (?<to2>\S{1,64}) by (?<by2>\S{1,64})|(?!BAD )(?<by3>\S{1,64}) to (?<to3>\S{1,64}) on \/dev\/\S{1,64})$/,
    ({ by, by2, by3, to, to2, to3 }) => ({
      user: by ?? by2 ?? by3 ?? null,
      fields: { USER: to ?? to2 ?? to3 },
    }),
  ),
];

/** Where pkexec runs what, which its own words stand before. */
const OF_PKEXEC =
  '\\[USER=(?<USER>[^\\]]{1,64})\\] \\[TTY=(?<TTY>[^\\]]{1,64})\\] \\[CWD=(?<PWD>.{0,1024}?)\\] \\[COMMAND=(?<COMMAND>.{1,2048})\\]$';

/** polkit's pkexec; the variables that it refuses are those of attacks on it, too. */
export const PKEXEC_FORMS: readonly ProgramForm[] = [
  patternForm(
    'pkexec-command',
    new RegExp(`^(?<user>[^\\s:]{1,64}): Executing command ${OF_PKEXEC}`, 's'),
    ({ user, ...fields }) => ({ user, fields }),
  ),
  patternForm(
    'pkexec-refused',
    new RegExp(
      layout`
        ^(?<user>[^\s:]{1,64}): (?<reason>
          Error executing command as another user: (?:Not authorized|Request dismissed)
          |The value for (?:
             the SHELL variable was not found (?:in )?the /etc/shells file
             |environment variable \w{1,64} contains (?:suspicious|suscipious) content
           )
        ) ${OF_PKEXEC}`,
      's',
    ),
    ({ user, ...fields }) => ({ user, outcome: 'failure', fields }),
  ),
];

/**
 * Of whom PAM's `ruser=`, `rhost=` and `user=` tell. Where nobody comes from elsewhere, `ruser` is who acts, as su, sudo and polkit tell
 * it, and `user` whose password is asked for: root's with sudo's `rootpw`. Of an account that does not exist PAM names only
 * what the daemon was asked for.
 */
function whoFailed(address: string | undefined, asked: string | undefined, named: string | undefined): Told {
  if (address || !asked || named === undefined || named === asked)
    return { address: address || null, user: named ?? (asked || null) };
  return { user: asked, fields: { USER: named } };
}

/**
 * What PAM says of any program but sshd. `ruser=` stands before `rhost=`, and both it and the user at the end are, for
 * ftp and mail, what the client sent: where either holds a space or a `=`, nobody is named. Not a login of its own:
 * most daemons tell the same attempt themselves.
 */
export const PAM_FORMS: readonly ProgramForm[] = [
  patternForm(
    'pam-refused',
    pattern()`
      ^pam_(?<module>\w{1,32})\((?<service>[\w.-]{1,64}):auth\): authentication failure; (?:
        logname=[^ =]{0,256} uid=\d{1,10} euid=\d{1,10} tty=[^ =]{0,256} ruser=(?<asked>[^ =]{0,256}) rhost=
        (?<address>[\w.:%-]{0,253})(?: {1,3}user=(?<named>[^ =]{1,256})| {0,2})
        |.{0,600}? rhost=\S{0,253}(?: {1,3}user=(?<user>.{1,256})| {0,2})
      )$`,
    ({ module, service, address, asked, named, user }) => {
      const who = whoFailed(address, asked, named);
      return {
        ...{ ...who, user: who.user ?? user, outcome: 'failure' },
        fields: { auth_method: `pam_${module}`, pam_service: service, ...who.fields },
      };
    },
  ),
  patternForm(
    'old-pam-refused',
    pattern()`
      ^(?:\(pam_unix\) |pam_unix: )?authentication failure; logname=[^ =]{0,256} uid=\d{1,10} euid=\d{1,10} tty=
      [^ =]{0,256} ruser=(?<asked>[^ =]{0,256}) rhost=(?<address>[\w.:%-]{0,253})
      (?: {1,3}user=(?<named>[^ =]{1,256})| {0,2})$`,
    ({ address, asked, named }) => {
      const who = whoFailed(address, asked, named);
      return { ...who, outcome: 'failure', fields: { auth_method: 'pam_unix', ...who.fields } };
    },
  ),
  patternForm(
    'pam-session',
    /^pam_(?<module>\w{1,32})\((?<service>[\w.-]{1,64}):session\): session (?<action>opened|closed) for user (?<user>[^ (]{1,256})(?:\(uid=\d{1,10}\))?(?: by (?<by>[^ (]{0,256})(?:\(uid=\d{1,10}\))?)?$/,
    ({ module, service, action, user, by }) => ({
      user,
      fields: {
        auth_method: `pam_${module}`,
        pam_service: service,
        action,
        by: by === '' ? undefined : by,
      },
    }),
  ),
];

export const LOGIND_FORMS: readonly ProgramForm[] = [
  patternForm(
    'logind-session',
    /^(?:New session (?<opened>[\w-]{1,32}) of user (?<user>[^ ]{1,256}?)(?: with class '.{1,32}' and type '.{1,32}')?|Removed session (?<closed>[\w-]{1,32}))\.$/,
    ({ opened, closed, user }) => ({
      user,
      fields: { session: opened ?? closed, action: opened === undefined ? 'closed' : 'opened' },
    }),
  ),
];
