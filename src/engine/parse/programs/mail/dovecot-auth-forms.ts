import { layout } from '../../../pattern.ts';
import { ADDRESS, type ProgramForm, patternForm } from '../program-message.ts';

/** Why one of dovecot's password databases did not take a password. Behind it stands nothing but, if it is told, the password. */
const WHY = layout`
  (?:
    unknown user|invalid credentials
    |Password mismatch(?: \(for LDAP bind\))?
    |pam_authenticate\(\) failed: (?:
       Authentication failure(?: \([Pp]assword mismatch\?\))?
       |User not known to the underlying authentication module(?:: \d{1,6} Time\(s\))?
       |Permission denied
     )
  )(?: \((?:SHA1 of )?given password: .{0,600}\))?`;
/** A comma or a bracket in a user's name would be a second place for the address. */
const WHO = `(?<user>[^,()]{0,256}),(?<address>${ADDRESS})`;
const WORKER =
  '(?:conn unix:[\\w./-]{1,64} \\((?:pid=\\d{1,10},)?uid=\\d{1,10}\\): auth-worker<\\d{1,20}>: )?';

export const DOVECOT_REFUSED = 'dovecot-auth-refused';

/**
 * What dovecot's `auth` and its workers say with `auth_verbose`: `auth-worker(31): sql(USER,ADDRESS,<SESSION>): unknown user`, since
 * 2.4 `auth-worker(USER,ADDRESS)<31><SESSION>: request [4]: sql: unknown user`. No login of its own: who asked (`imap-login`, Postfix)
 * mostly tells it too, each database of several says so in turn, and a later one may still know the user.
 */
export const DOVECOT_AUTH_FORMS: readonly ProgramForm[] = [
  patternForm(
    DOVECOT_REFUSED,
    new RegExp(
      `^(?:dovecot: )?auth(?:-worker)?(?:(?:\\((?:\\d{1,10}|default)\\))?: (?:Info: )?${WORKER}(?<database>[a-z][\\w-]{1,24})\\(${WHO}(?:,(?:<[^<>,]{0,64}>)?)?\\)|\\(${WHO.replace(/<user>/, '<user2>').replace(/<address>/, '<address2>')}(?:,sasl:[\\w-]{1,32})?(?:,<[^<>,]{0,64}>)?\\)(?:<[^<>,]{1,64}>){0,2}: (?:request \\[\\d{1,10}\\]: )?(?:Info: )?(?<database2>[a-z][\\w-]{1,24})): ${WHY}$`,
      's',
    ),
    ({ user, user2, address, address2, database, database2 }) => ({
      outcome: 'failure',
      user: (user ?? user2) || null,
      address: address ?? address2,
      fields: { auth_method: 'password', passdb: database ?? database2 },
    }),
  ),
];
