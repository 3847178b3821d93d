import { retainText } from '../../../model/log-event.ts';
import { pattern } from '../../pattern.ts';
import { Latest } from '../latest.ts';
import { type ProgramForm, type ProgramMessage, patternForm } from './program-message.ts';

const CONNECTED = 'dropbear-connected';
const UNNAMED = 'dropbear-unnamed';

/**
 * What routers and small systems run for sshd. The peer is the last word, `ADDRESS:PORT`, IPv6 without brackets. What it writes to
 * its terminal, which systemd's journal keeps, has number and stamp of its own before it.
 */
export const DROPBEAR_FORMS: readonly ProgramForm[] = [
  patternForm(
    'dropbear-refused',
    pattern()`
      ^(?:\[\d{1,10}\] [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?(?:
        [Bb]ad (?:PAM )?password attempt for '(?<user>.{0,256})'
        |[Ll]ogin attempt (?:
           for nonexistent user(?: '(?<user2>.{0,256})')?|with wrong user .{0,256}|for root by password refused
         )
      ) from (?<address>[\da-fA-F.:]{2,45}):(?<port>\d{1,5})$`,
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
    pattern()`
      ^(?:\[\d{1,10}\] [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?(?:PAM p|P)(?<method>assword|ubkey) auth succeeded for '
      (?<user>.{0,256})' (?:with .{1,600} )?from (?<address>[\da-fA-F.:]{2,45}):(?<port>\d{1,5})$`,
    ({ method, user, address, port }) => ({
      login: true,
      outcome: 'success',
      user,
      address,
      fields: { auth_method: method === 'ubkey' ? 'publickey' : 'password', src_port: Number(port) },
    }),
  ),
  patternForm(
    CONNECTED,
    /^(?:\[\d{1,10}\] [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?Child connection from (?<address>[\da-fA-F.:]{2,45}):(?<port>\d{1,5})$/,
    ({ address, port }) => ({ address, fields: { src_port: Number(port) } }),
  ),
  // Releases of recent years leave out who it was: one line for a connection, however many passwords it tries.
  patternForm(
    UNNAMED,
    /^(?:\[\d{1,10}\] [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?[Ll]ogin attempt (?:for nonexistent user|with wrong user .{0,256})$/,
    () => ({ outcome: 'failure', fields: { auth_method: 'password', valid_user: false } }),
  ),
];

export type DropbearState = readonly (readonly [process: string, peer: string])[];

/** Whose process each is: where a refusal does not tell, the line with which its connection began did. */
export class DropbearChildren {
  private readonly peers = new Latest<string>();

  judge(told: ProgramMessage, process: string): ProgramMessage {
    if (told.form === CONNECTED && told.address !== null) this.peers.set(process, retainText(told.address));
    if (told.form !== UNNAMED) return told;
    const address = this.peers.get(process) ?? null;
    return { ...told, address, login: address !== null };
  }

  save(): DropbearState {
    return this.peers.save();
  }

  restore(state: DropbearState): void {
    this.peers.restore(state);
  }
}
