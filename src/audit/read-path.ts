import { accessSync, closeSync, constants, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { looksLikeListing } from '../engine/audit/listings/parse-listing.ts';
import type { Policy } from '../engine/audit/policy.ts';
import { looksLikeServices, parseServices } from '../engine/audit/services.ts';
import { UserError } from '../model/user-error.ts';
import { codeOf } from '../platform/system-reason.ts';
import { decodedText } from '../platform/text-encoding.ts';
import { readCompose } from './compose.ts';
import { type AuditInput, NOTHING, withinLimits } from './input.ts';
import { readListing } from './listing.ts';
import { readNginx } from './nginx.ts';
import { readSshd } from './sshd.ts';
import { readUnitFile } from './units.ts';

const MAX_BYTES = 4 << 20;
const MOST_LOOKED_AT = 64 << 10;

/** One file, by what it is: its name tells, else it is a service list. Throws `UserError` when it cannot be read. */
export function readAuditPath(path: string, policy: Policy): AuditInput {
  return withinLimits(readPath(path, policy));
}

function readPath(path: string, policy: Policy): AuditInput {
  const name = basename(path);
  check(path);
  // A pipe can be read once: only what it holds tells what it is.
  if (!statSync(path).isFile()) return readText(path, pipeText(path), policy);
  if (/^sshd_config/.test(name) || /sshd_config\.d\/[^/]*\.conf$/.test(path)) return readSshd(path);
  if (/^(?:docker-)?compose[\w.-]*\.ya?ml$/i.test(name)) return readCompose(path, policy);
  if (name.endsWith('.socket')) return readUnitFile(path, policy);
  if (name === 'nginx.conf' || /\/(?:nginx|sites-(?:enabled|available))\//.test(path))
    return readNginx(path, policy);
  return readText(path, decodedText(readFileSync(path)), policy);
}

/** What was read already, from standard input or a file, by what stands in it. */
export function readAuditText(path: string, text: string, policy: Policy): AuditInput {
  return withinLimits(readText(path, text, policy));
}

function readText(path: string, text: string, policy: Policy): AuditInput {
  if (text.slice(0, MOST_LOOKED_AT).includes('\0')) {
    throw new UserError(`${path} is a binary file`, 'Name a configuration or a service list.', 3);
  }
  switch (kindIn(text)) {
    case 'nginx':
      return readNginx(path, policy, text);
    case 'sshd':
      return readSshd(path, text);
    case 'compose':
      return readCompose(path, policy, text);
    case 'listing':
      return readListing(path, policy, text);
    case 'services':
      return readServices(path, text);
  }
}

/** By what a configuration of each kind begins a line with; anything else is a service list, whose lines say it all. */
function kindIn(text: string): 'nginx' | 'sshd' | 'compose' | 'listing' | 'services' {
  const lines = text.slice(0, MOST_LOOKED_AT).split('\n');
  const has = (pattern: RegExp): boolean => lines.some((line) => pattern.test(line));
  if (has(/^\s*(?:server|http|events|stream|location\s.{1,200})\s*\{/)) return 'nginx';
  if (has(/^\s*(?:PermitRootLogin|PasswordAuthentication|AuthorizedKeysFile|UsePAM|HostKey)[\s=]/i))
    return 'sshd';
  if (has(/^services:\s*(?:#.*)?$/)) return 'compose';
  return looksLikeListing(text) && !looksLikeServices(text.split('\n')) ? 'listing' : 'services';
}

/** A service list: `port: 22, service: ssh, status: active`. */
function readServices(source: string, text: string): AuditInput {
  const { entries, ...list } = parseServices(text);
  return { ...NOTHING, ...list, source, kind: 'services', services: entries };
}

/** What a pipe or a device holds, which may never end. */
function pipeText(path: string): string {
  const room = Buffer.alloc(MAX_BYTES + 1);
  const pipe = openSync(path, 'r');
  try {
    let size = 0;
    for (let read = -1; read !== 0 && size < room.length; size += read)
      read = readSync(pipe, room, size, room.length - size, null);
    if (size > MAX_BYTES) throw tooLarge(path);
    return decodedText(room.subarray(0, size));
  } finally {
    closeSync(pipe);
  }
}

function tooLarge(path: string): UserError {
  return new UserError(`${path} is larger than 4 MiB`, 'A service list is shorter.', 3);
}

function check(path: string): void {
  try {
    const stats = statSync(path);
    const { size } = stats;
    if (stats.isDirectory()) {
      throw new UserError(`${path} is a folder`, 'Name the files in it, or none for this machine.', 3);
    }
    if (size > MAX_BYTES) throw tooLarge(path);
    accessSync(path, constants.R_OK);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = codeOf(error);
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : code;
    throw new UserError(`${path} cannot be read: ${reason}`, 'Name a file that is there and may be read.', 3);
  }
}
