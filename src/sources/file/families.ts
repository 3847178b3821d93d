import { basename, dirname, join } from 'node:path';
import { baseOf } from './versions.ts';

/** The files of one log: the one that has its name, and those that were rotated away from it. */
type Family = {
  /** Path of the log; a file of that name may be missing. */
  readonly path: string;
  readonly members: readonly string[];
};

/**
 * Puts files together that are one log: `auth.log.2.gz` and `auth.log.1` with `auth.log`. `known` are paths of logs that
 * need not be among them. Without their log, numbered files are one all the same, and others stand alone.
 */
export function families(paths: readonly string[], known: ReadonlySet<string> = new Set()): Family[] {
  const names = new Map<string, Set<string>>();
  for (const path of [...known, ...paths]) {
    const folder = dirname(path);
    const inFolder = names.get(folder) ?? new Set();
    names.set(folder, inFolder.add(basename(path)));
  }
  const found = new Map<string, string[]>();
  for (const path of paths) {
    const folder = dirname(path);
    const base = baseOf(basename(path), names.get(folder) ?? new Set());
    const log = base === null ? path : join(folder, base);
    found.set(log, [...(found.get(log) ?? []), path]);
  }
  return Array.from(found, ([path, members]) => ({ path, members }));
}
