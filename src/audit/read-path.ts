import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Policy } from '../engine/audit/policy.ts';
import { parseServices } from '../engine/audit/services.ts';
import { UserError } from '../model/user-error.ts';
import { readCompose } from './compose.ts';
import { type AuditInput, NOTHING } from './input.ts';
import { readSshd } from './sshd.ts';
import { readUnitFile } from './units.ts';

const MAX_BYTES = 4 << 20;

/** One file, by what it is: its name tells, else it is a service list. Throws `UserError` when it cannot be read. */
export function readAuditPath(path: string, policy: Policy): AuditInput {
  const name = basename(path);
  check(path);
  if (/^sshd_config/.test(name) || /sshd_config\.d\/[^/]*\.conf$/.test(path)) return readSshd(path);
  if (/^(?:docker-)?compose[\w.-]*\.ya?ml$/i.test(name)) return readCompose(path, policy);
  if (name.endsWith('.socket')) return readUnitFile(path, policy);
  return readServices(path, readFileSync(path, 'utf8'));
}

/** A service list: `port: 22, service: ssh, status: active`. */
export function readServices(source: string, text: string): AuditInput {
  const { entries, ...list } = parseServices(text);
  return { ...NOTHING, ...list, source, kind: 'services', services: entries };
}

function check(path: string): void {
  try {
    const { size } = statSync(path);
    if (statSync(path).isDirectory()) {
      throw new UserError(`${path} is a folder`, 'Name the files in it, or none for this machine.', 3);
    }
    if (size > MAX_BYTES)
      throw new UserError(`${path} is larger than 4 MiB`, 'A service list is shorter.', 3);
    readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : code;
    throw new UserError(`${path} cannot be read: ${reason}`, 'Name a file that is there and may be read.', 3);
  }
}
