import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf } from '../system-reason.ts';

/**
 * Makes a folder and those above it; nothing when it is there. Returns the outermost that was made, null when none was.
 * Throws as `mkdir` does. Node's own `recursive` never ends where the system says ENOENT of a folder whose parent is
 * there, as it does under /proc.
 */
export function makeFolder(path: string, mode: number): string | null {
  const missing: string[] = [];
  let folder = resolve(path);
  for (; !existsSync(folder) && folder !== dirname(folder); folder = dirname(folder)) missing.unshift(folder);
  for (const each of missing.length === 0 ? [folder] : missing) makeOne(each, mode);
  return missing[0] ?? null;
}

function makeOne(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Another process may have been faster.
    if (codeOf(error) !== 'EEXIST' || !statSync(folder).isDirectory()) throw error;
  }
}
