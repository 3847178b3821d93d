import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { matchesWildcard } from '../../model/wildcard.ts';

/** Whether the path holds `*` or `?`. */
export function hasWildcard(path: string): boolean {
  return /[*?]/.test(path);
}

/** The files and links whose paths fit, in order of name. Hidden ones only where the pattern begins with a point. */
export async function expandWildcard(pattern: string): Promise<string[]> {
  let paths = [pattern.startsWith(sep) ? sep : ''];
  const segments = pattern.split(sep).filter((segment) => segment !== '');
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    const deeper: string[] = [];
    for (const path of paths) {
      if (!hasWildcard(segment)) {
        deeper.push(join(path, segment));
        continue;
      }
      const entries = await readdir(path === '' ? '.' : path, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        if (entry.name.startsWith('.') && !segment.startsWith('.')) continue;
        if (isLast ? entry.isDirectory() : entry.isFile()) continue;
        if (matchesWildcard(entry.name, segment)) deeper.push(join(path, entry.name));
      }
    }
    paths = deeper;
  }
  return paths.sort();
}
