import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, normalize } from 'node:path';
import { type WrittenFiles, writtenFiles } from '../../platform/files/written-files.ts';
import { families } from '../../sources/file/families.ts';
import { isMadeUp } from '../../sources/file/kernel-files.ts';
import { versionsOf } from '../../sources/file/versions.ts';
import { expandWildcard, hasWildcard } from '../../sources/file/wildcard.ts';
import { readError } from '../../sources/read-error.ts';
import { SourceError } from '../../sources/source.ts';
import type { PathSpec } from '../settings.ts';

/** One log to be read. */
export type FileSpec = PathSpec & {
  readonly named: boolean;
  /** The oldest of its files that were asked for, when there are several. */
  readonly oldest?: string;
  /** It is not there, and may come. */
  readonly isMissing?: true;
};

export type Listed = {
  readonly files: readonly FileSpec[];
  /** What of a path cannot be read. */
  readonly failures: ReadonlyMap<PathSpec, readonly SourceError[]>;
  /** Folders of the kernel's own that were not looked into. */
  readonly leftOut: readonly string[];
};

/** What is on the way from the paths to their files. */
type Listing = {
  readonly follow: boolean;
  readonly failures: SourceError[];
  readonly leftOut: string[];
  /** By this very program: what it says of logs is none, and would be read as fast as it is written. */
  readonly written: WrittenFiles;
};

/** Whether more files may come to what the path names: a folder, a pattern. */
export async function mayGrow({ path }: PathSpec): Promise<boolean> {
  const info = await stat(path).catch(() => null);
  return info === null ? hasWildcard(path) : info.isDirectory();
}

/** The files that the paths name, folders recursively and in order of name. What cannot be read is in `failures`. */
export async function listFiles(specs: readonly PathSpec[], follow: boolean): Promise<Listed> {
  const written = writtenFiles();
  const leftOut: string[] = [];
  const files: FileSpec[] = [];
  const allFailures = new Map<PathSpec, readonly SourceError[]>();
  for (const spec of specs) {
    const { path } = spec;
    const failures: SourceError[] = [];
    try {
      const found = await filesAt(spec, { follow, failures, leftOut, written });
      // One by one: a folder may hold more files than a call may have arguments.
      for (const file of found) files.push(file);
      // Live, they may come.
      if (found.length === 0 && !follow) {
        failures.push(new SourceError(path, `${path}: no files in it`, 'Check the path.', 'missing'));
      }
    } catch (error) {
      failures.push(error instanceof SourceError ? error : readError(path, path, error));
    }
    if (failures.length > 0) allFailures.set(spec, failures);
  }
  return { files, failures: allFailures, leftOut };
}

/** Rotated files become the beginning of the log that they are of: read before it, and never twice. */
export async function asLogs(files: readonly FileSpec[], known?: ReadonlySet<string>): Promise<FileSpec[]> {
  const byPath = new Map(files.map((file) => [normalize(file.path), file]));
  const logs: FileSpec[] = [];
  for (const { path, members } of families([...byPath.keys()], known)) {
    const itself = byPath.get(path);
    const file = itself ?? byPath.get(members[0] ?? path);
    if (!file) continue;
    const oldest = members.length === 1 && itself ? null : await oldestOf(path, members);
    logs.push({ ...file, path: itself?.path ?? path, ...(oldest !== null && { oldest }) });
  }
  return logs;
}

async function oldestOf(log: string, members: readonly string[]): Promise<string | null> {
  const names = new Set(members.map((path) => basename(path)));
  const versions = await versionsOf(log);
  const oldest = versions.find(({ path }) => names.has(basename(path)));
  return oldest === undefined || oldest.named ? null : oldest.path;
}

async function filesAt(spec: PathSpec, listing: Listing): Promise<FileSpec[]> {
  const { path } = spec;
  const { follow } = listing;
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && hasWildcard(path)) return null;
    throw error;
  });
  if (info === null) {
    const paths = await expandWildcard(path);
    if (paths.length === 0 && !follow) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return found(await onceEach(paths, listing), spec);
  }
  if (!info.isDirectory()) return [{ ...spec, named: true }];
  if (await isMadeUp(path)) {
    const message = `${path}: the kernel makes up what is there: it holds no logs`;
    throw new SourceError(path, message, 'Name a folder of logs, such as /var/log.', 'final');
  }
  const paths = (await filesBelow(path, listing)).sort();
  return found(follow ? await onceEach(paths, listing) : await withoutWritten(paths, listing), spec);
}

/** Also of its folders. One that may not be listed is among the failures; the others are. Throws when `top` may not be. */
async function filesBelow(top: string, { follow, failures, leftOut }: Listing): Promise<string[]> {
  const files: string[] = [];
  const folders = [top];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (folder !== top && (await isMadeUp(folder))) {
      leftOut.push(folder);
      continue;
    }
    for (const entry of await entriesOf(folder, folder === top ? null : failures)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      // Links in a folder that grows are the logs themselves (containers'); in copied evidence they lead somewhere else.
      else if (entry.isFile() || (follow && entry.isSymbolicLink())) files.push(path);
    }
  }
  return files;
}

async function entriesOf(folder: string, failures: SourceError[] | null): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (failures === null) throw error;
    const failure = readError(folder, folder, error);
    // It may have gone since its own folder was listed.
    if (failure.outlook !== 'missing') failures.push(failure);
    return [];
  }
}

function found(paths: readonly string[], { format, when_full = 'wait' }: PathSpec): FileSpec[] {
  return paths.map((path) => ({ path, format, label: null, named: false, when_full }));
}

/**
 * Two names of one file are one log, under the first; what is no regular file is left out. What may come, or go, is no
 * failure; a name that cannot be opened is.
 */
async function onceEach(
  paths: readonly string[],
  { failures, written }: Pick<Listing, 'failures' | 'written'>,
): Promise<string[]> {
  const seen = new Set<string>();
  const once: string[] = [];
  for (const path of paths) {
    const info = await stat(path).catch((error: unknown) => {
      const failure = readError(path, path, error);
      if (failure.outlook === 'final') failures.push(failure);
      return null;
    });
    if (!info?.isFile() || seen.has(identityOf(info)) || written.has(info)) continue;
    seen.add(identityOf(info));
    once.push(path);
  }
  return once;
}

async function withoutWritten(paths: readonly string[], { written }: Listing): Promise<readonly string[]> {
  if (written.size === 0) return paths;
  const kept: string[] = [];
  for (const path of paths) {
    const info = await stat(path).catch(() => null);
    if (info === null || !written.has(info)) kept.push(path);
  }
  return kept;
}

/** Numbers of deleted files are given out again: the time of birth tells the new one. */
export function identityOf({ dev, ino, birthtimeMs }: Stats): string {
  return `${dev}:${ino}:${birthtimeMs}`;
}
