import { type ProgramForm, passwordLogin, patternForm } from './program-message.ts';

/** `SERVER (HOST[ADDRESS]) - USER name …`: the peer stands before all that the client sent. */
export const PROFTPD_FORMS: readonly ProgramForm[] = [
  patternForm(
    'proftpd-refused',
    /^[\w.:-]{1,255} \([\w.:-]{1,255}\[(?<address>[\da-fA-F.:]{2,45})\]\)(?: -|:) (?:USER|ANON) (?<user>.{0,256}?)(?: \(Login failed\): .{0,256}|: no such user found from .{1,600})$/,
    passwordLogin('failure'),
  ),
  // Logged instead of the message above: root may not log in, whatever the password.
  patternForm(
    'proftpd-root',
    /^[\w.:-]{1,255} \([\w.:-]{1,255}\[(?<address>[\da-fA-F.:]{2,45})\]\)(?: -|:) SECURITY VIOLATION: [Rr]oot login attempted\.?$/,
    (groups) => ({ ...passwordLogin('failure')(groups), user: 'root' }),
  ),
  patternForm(
    'proftpd-accepted',
    /^[\w.:-]{1,255} \([\w.:-]{1,255}\[(?<address>[\da-fA-F.:]{2,45})\]\)(?: -|:) (?:USER|ANON) (?<user>.{1,256}): Login successful\.?$/,
    passwordLogin('success'),
  ),
];

/** `(?@ADDRESS) [LEVEL] …`: nobody has a name before the first login, and a name with other signs than these is nobody's place. */
export const PURE_FTPD_FORMS: readonly ProgramForm[] = [
  patternForm(
    'pure-ftpd-refused',
    /^\((?:\?|[\w.-]{1,64})@(?<address>[\w.:-]{2,253})\) \[WARNING\] Authentication failed for user \[(?<user>.{0,256})\]$/,
    passwordLogin('failure'),
  ),
  patternForm(
    'pure-ftpd-accepted',
    /^\(\?@(?<address>[\w.:-]{2,253})\) \[INFO\] (?<user>.{1,256}) is now logged in$/,
    passwordLogin('success'),
  ),
];
