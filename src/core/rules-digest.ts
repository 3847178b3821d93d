import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnder } from '../platform/files/files-under.ts';

/** A hash over all rule files of these folders (or files): the same only while no rule has changed. */
export function rulesDigest(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesOf(path)) hash.update(`${file}\0`).update(contentOf(join(path, file)));
    hash.update('\0');
  }
  return hash.digest('hex').slice(0, 32);
}

/** Relative to the path: an installation that has moved has the same rules. */
function filesOf(path: string): string[] {
  if (statSync(path).isFile()) return [''];
  return filesUnder(path).filter((name) => /\.ya?ml$/i.test(name));
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
