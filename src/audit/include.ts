import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import type { ConfigText, Includes } from '../engine/audit/config-file.ts';
import { matchesWildcard } from '../model/wildcard.ts';
import { codeOf } from '../platform/system-reason.ts';

/** A configuration file is smaller; what a name leads to may be a device. */
const MAX_BYTES = 4 << 20;

type IncludeOptions = {
  /** The file that is read first. */
  readonly main: string;
  /** Where the program looks for files that do not begin with `/`, and where its own ones are: `/etc/ssh`. */
  readonly home: string;
  /** Told of what cannot be read. */
  readonly note: (text: string) => void;
};

/**
 * Files by the patterns of an include. A copy (`evidence/etc/ssh/sshd_config`, or the file alone) includes what was
 * copied with it, never a file of the machine that looks at it.
 */
export function includesFrom({ main, home, note }: IncludeOptions): Includes {
  const root = rootOf(main, home);
  return (pattern) => {
    const place =
      root === null
        ? join(dirname(main), relativeTo(home, resolve(dirname(main)), pattern))
        : join(root, isAbsolute(pattern) ? pattern : join(home, pattern));
    return expanded(place).flatMap((path) => textOf(path, note));
  };
}

/** Reads a file; null, after a note, when it cannot be read. */
export function readConfigText(path: string, note: (text: string) => void): ConfigText | null {
  return textOf(path, note)[0] ?? null;
}

/** What stands before the program's folder: `` on this machine, `evidence` in a copied tree; null for a file alone. */
function rootOf(main: string, home: string): string | null {
  const at = `${dirname(main)}/`.lastIndexOf(`${home}/`);
  return at === -1 ? null : main.slice(0, at) || '/';
}

function relativeTo(home: string, folder: string, pattern: string): string {
  if (!isAbsolute(pattern)) return pattern;
  if (pattern.startsWith(`${folder}/`)) return pattern.slice(folder.length + 1);
  return pattern.startsWith(`${home}/`) ? pattern.slice(home.length + 1) : basename(pattern);
}

/** glob(7) without brackets, folder by folder, in order of name. */
function expanded(pattern: string): string[] {
  const [first = '', ...rest] = pattern.split('/');
  let folders = [first === '' ? '/' : first];
  for (const part of rest.filter(Boolean)) {
    const found = folders.flatMap((folder) => {
      if (!/[*?]/.test(part)) return [join(folder, part)];
      return namesIn(folder)
        .filter((name) => isLike(part, name))
        .sort()
        .map((name) => join(folder, name));
    });
    // `*/../*/..` leads to the same folder again and again.
    folders = [...new Set(found)];
  }
  return folders.filter(isFile);
}

function isLike(pattern: string, name: string): boolean {
  return (!name.startsWith('.') || pattern.startsWith('.')) && matchesWildcard(name, pattern);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    return codeOf(error) === 'EACCES';
  }
}

function textOf(path: string, note: (text: string) => void): ConfigText[] {
  try {
    const { size } = statSync(path);
    if (size <= MAX_BYTES) return [{ path, text: readFileSync(path, 'utf8') }];
    note(`${path} is larger than 4 MiB: not read`);
  } catch (error) {
    const code = codeOf(error);
    note(`${path} cannot be read: ${code === 'EACCES' ? 'permission denied, run it as root' : code}`);
  }
  return [];
}
