import { type ProgramForm, patternForm } from './program-message.ts';

/**
 * What routers and small systems run for sshd. The peer is the last word, `ADDRESS:PORT`, IPv6 without brackets. What it writes to
 * its terminal, which systemd's journal keeps, has number and stamp of its own before it.
 */
export const DROPBEAR_FORMS: readonly ProgramForm[] = [
  patternForm(
    'dropbear-refused',
    /^(?:\[\d{1,10}\] [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?(?:[Bb]ad (?:PAM )?password attempt for '(?<user>.{0,256})'|[Ll]ogin attempt (?:for nonexistent user(?: '(?<user2>.{0,256})')?|with wrong user .{0,256}|for root by password refused)) from (?<address>[\da-fA-F.:]{2,45}):(?<port>\d{1,5})$/,
    ({ user, user2, address, port }) => ({
      login: true,
      outcome: 'failure',
      user: user ?? user2,
      address,
      fields: { auth_method: 'password', src_port: Number(port), valid_user: user !== undefined },
    }),
  ),
  patternForm(
    'dropbear-accepted',
    /^(?:\[\d{1,10}\] [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?(?:PAM p|P)(?<method>assword|ubkey) auth succeeded for '(?<user>.{0,256})' (?:with .{1,600} )?from (?<address>[\da-fA-F.:]{2,45}):(?<port>\d{1,5})$/,
    ({ method, user, address, port }) => ({
      login: true,
      outcome: 'success',
      user,
      address,
      fields: { auth_method: method === 'ubkey' ? 'publickey' : 'password', src_port: Number(port) },
    }),
  ),
];
