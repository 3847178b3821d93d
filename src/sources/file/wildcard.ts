import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Whether the path holds `*` or `?`. */
export function hasWildcard(path: string): boolean {
  return /[*?]/.test(path);
}

/** Whether a name fits a pattern of `*` (any characters) and `?` (one). Takes at most pattern times name steps. */
export function matchesWildcard(name: string, pattern: string): boolean {
  let at = 0;
  let part = 0;
  let star = -1;
  let resume = 0;
  while (at < name.length) {
    if (pattern[part] === '*') {
      star = part++;
      resume = at;
    } else if (part < pattern.length && (pattern[part] === '?' || pattern[part] === name[at])) {
      part++;
      at++;
    } else if (star !== -1) {
      part = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[part] === '*') part++;
  return part === pattern.length;
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
