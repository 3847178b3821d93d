import { effectiveSshd } from '../engine/audit/sshd/effective.ts';
import { includesFrom, readConfigText } from './include.ts';
import { type AuditInput, NOTHING } from './input.ts';

export const SSHD_CONFIG = '/etc/ssh/sshd_config';

/** An sshd_config with all that it includes. `text`: what stands in it, where it was read already. */
export function readSshd(path: string, text?: string): AuditInput {
  const notes: string[] = [];
  const note = (what: string): void => void notes.push(what);
  const main = text === undefined ? readConfigText(path, note) : { path, text };
  const base = { ...NOTHING, source: path, kind: 'sshd' as const, notes };
  if (main === null) return base;
  return { ...base, ...effectiveSshd(main, includesFrom({ main: path, home: '/etc/ssh', note })) };
}
