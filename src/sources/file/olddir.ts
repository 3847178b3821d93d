import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isShortOfHandles } from './brief-handle.ts';
import { findPlace, type Wanted } from './succession.ts';
import { baseOf, isSameFile, rotatedFrom, type Version, versionsOf } from './versions.ts';

/** Folders beside a log that are looked into. */
const MOST_FOLDERS = 100;
/** Of a copy, or one that was packed, so much must be known to tell it from another log's. */
const TELLING_BYTES = 64;

/**
 * All files of a log, as `versionsOf`: with those in the folder beside it that its rotations are moved to (logrotate's
 * `olddir`), when what is wanted is not beside the log and is there.
 */
export async function versionsAround(
  path: string,
  formerly: string,
  wanted: Wanted,
): Promise<readonly Version[]> {
  const versions = await versionsOf(path, formerly);
  if (await findPlace(versions, wanted)) return versions;
  const moved = await movedTo(path, wanted);
  return moved === null ? versions : versionsOf(path, moved.path);
}

/** The file itself, or one that begins as it did; what has only its name there is another log. */
export async function movedTo(path: string, wanted: Wanted): Promise<Version | null> {
  for (const folder of await foldersBeside(path)) {
    const rotated = (await rotatedFrom(join(folder, basename(path)))).filter(
      (version) =>
        basename(version.path) !== basename(path) &&
        (wanted.head.bytes >= TELLING_BYTES || isSameFile(version, wanted)),
    );
    const found = await findPlace(rotated, wanted);
    if (found) return found;
  }
  return null;
}

/** Whether the path is what was rotated away from one of `logs` into a folder beside that. */
export function isMovedFrom(path: string, logs: ReadonlySet<string>): boolean {
  const folder = dirname(path);
  const parent = dirname(folder);
  const names = new Set([...logs].filter((log) => dirname(log) === parent).map((log) => basename(log)));
  const base = names.size === 0 ? null : baseOf(basename(path), names);
  return base !== null && names.has(base) && !logs.has(join(folder, base));
}

async function foldersBeside(path: string): Promise<readonly string[]> {
  const target = await realpath(path).catch(() => path);
  const folders: string[] = [];
  for (const folder of new Set([dirname(path), dirname(target)])) {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error): Dirent[] => {
      if (isShortOfHandles(error)) throw error;
      return [];
    });
    for (const entry of entries) if (entry.isDirectory()) folders.push(join(folder, entry.name));
  }
  return folders.slice(0, MOST_FOLDERS);
}
