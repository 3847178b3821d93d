import { readlink } from 'node:fs/promises';
import type { ReadHandle } from './brief-handle.ts';
import { isSameFile, versionAt } from './versions.ts';

/** The name that an open file has now, as Linux tells it; null elsewhere, and when it was removed. */
export async function pathOf(handle: ReadHandle): Promise<string | null> {
  try {
    const path = await readlink(`/proc/self/fd/${handle.fd}`);
    const [named, { dev, ino }] = await Promise.all([versionAt(path), handle.stat()]);
    return named && isSameFile(named, { device: dev, inode: ino }) ? path : null;
  } catch {
    return null;
  }
}
