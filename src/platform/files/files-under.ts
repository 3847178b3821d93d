import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * All files under a folder but hidden ones (what editors lock and save by, `.git`), as paths relative to it, in order of
 * name. Links are followed, into a folder that was entered already not again. Throws what the system says of a folder that cannot be read.
 *
 * `readdir` of Node can do the same since 20.1; the first Node 20 leaves out the folders below and does not say so.
 */
export function filesUnder(folder: string): string[] {
  const files: string[] = [];
  const entered = new Set<string>();
  const enter = (below: string): void => {
    const path = join(folder, below);
    const real = realpathSync.native(path);
    if (entered.has(real)) return;
    entered.add(real);
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const name = join(below, entry.name);
      if (entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(folder, name)))) enter(name);
      else files.push(name);
    }
  };
  enter('');
  return files.sort();
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
