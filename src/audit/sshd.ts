import { effectiveSshd } from '../engine/audit/sshd/effective.ts';
import { includesFrom, readConfigText } from './include.ts';
import { type AuditInput, NOTHING } from './input.ts';

export const SSHD_CONFIG = '/etc/ssh/sshd_config';

/** An sshd_config with all that it includes. */
export function readSshd(path: string): AuditInput {
  const notes: string[] = [];
  const note = (text: string): void => void notes.push(text);
  const main = readConfigText(path, note);
  const base = { ...NOTHING, source: path, kind: 'sshd' as const, notes };
  if (main === null) return base;
  return { ...base, ...effectiveSshd(main, includesFrom({ main: path, home: '/etc/ssh', note })) };
}
