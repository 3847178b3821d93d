import { SECOND_MS } from '../../model/time.ts';
import { HEAD_BYTES } from './head.ts';
import type { OpenFile } from './open-file.ts';
import { holdsTrail, matchHead } from './open-version.ts';
import type { Place } from './place.ts';
import { printOfTrail } from './trail.ts';
import { isSameFile, type Version } from './versions.ts';

/** What is known of a file that is looked for. */
export type Wanted = Pick<Place, 'device' | 'inode' | 'offset' | 'head' | 'trail' | 'modified'>;

/**
 * Where a log goes on after a restart: the file with the same inode, if it still begins with the same bytes and holds
 * what was read; else one that begins with the same bytes: the file was packed, copied, or restored.
 */
export async function findPlace(versions: readonly Version[], wanted: Wanted): Promise<Version | null> {
  for (const version of versions) {
    if (!isSameFile(version, wanted)) continue;
    const found = await matchBytes(version, wanted);
    if (found === 'packed' || (found === 'plain' && version.size >= wanted.offset)) return version;
  }
  return findCopy(versions, wanted);
}

/**
 * What a file is that holds what was read, as far as that is known: its beginning and the last of it. Null: it holds
 * something else, or cannot be read.
 */
async function matchBytes(version: Version, wanted: Wanted): Promise<'plain' | 'packed' | null> {
  const found = await matchHead(version.path, wanted.head);
  if (found === null || wanted.trail === undefined) return found;
  return (await holdsTrail(version.path, wanted.trail)) ? found : null;
}

/** A file with another inode that begins with the same bytes. */
export async function findCopy(versions: readonly Version[], wanted: Wanted): Promise<Version | null> {
  // The file with the log's name may be a new one that begins with the same few lines.
  const isShort = wanted.head.bytes < HEAD_BYTES;
  const others = versions.filter((version) => !isSameFile(version, wanted) && !(version.named && isShort));
  // Logs may all begin with the same lines. The one looked for was written to since we looked, and those after it
  // were too; and a copy that is shorter than what was read was made for other reasons.
  const likely = (version: Version): number =>
    (isLater(version, wanted) ? 0 : 1) + (version.size >= wanted.offset ? 0 : 2);
  for (const version of [...others].sort((a, b) => likely(a) - likely(b))) {
    if ((await matchBytes(version, wanted)) !== null) return version;
  }
  return null;
}

/**
 * The files written after this one, the oldest first. When it is gone (deleted, or packed and not to be recognised),
 * those that were written to later than it.
 */
export async function after(versions: readonly Version[], wanted: Wanted): Promise<readonly Version[]> {
  const here = versions.findIndex((version) => isSameFile(version, wanted));
  if (here !== -1) return versions.slice(here + 1);
  if (!versions.some((version) => version.named || isLater(version, wanted))) return [];
  const copy = await findCopy(
    versions.filter(({ named }) => !named),
    wanted,
  );
  if (copy) return versions.slice(versions.indexOf(copy) + 1);
  return versions.filter(({ named, modified }) => named || modified > wanted.modified);
}

/** Not written to before it; a packer may have kept whole seconds only. */
function isLater({ modified }: Version, wanted: Wanted): boolean {
  return modified > wanted.modified - SECOND_MS;
}

/** What to look for to find the file after this one, or its copy. */
export function wantedOf(file: OpenFile): Wanted {
  const { device, inode, offset, head, modified } = file;
  const trail = printOfTrail(file.trailBefore(offset));
  return { device, inode, offset, head: head.printBefore(offset), trail, modified };
}

/** Whether the file is ours written anew, by an editor or a restore, and not one that begins alike. */
export async function isRewritten(version: Version, file: OpenFile): Promise<boolean> {
  return (
    file.head.bytes.length === HEAD_BYTES &&
    version.size >= file.offset &&
    (await matchBytes(version, wantedOf(file))) === 'plain'
  );
}
