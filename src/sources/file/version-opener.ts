import { realpath } from 'node:fs/promises';
import type { OpenFile } from './open-file.ts';
import { type OpenOptions, openVersion } from './open-version.ts';
import { isGone, isSameFile, keyOf, type Version } from './versions.ts';

/** Opens the files of one log, and knows which of them could not be. */
export class VersionOpener {
  private readonly refused = new Set<string>();

  constructor(private readonly options: Omit<OpenOptions, 'offset'>) {}

  /** Null when it is gone. */
  async open(path: string, offset: number): Promise<OpenFile | null> {
    try {
      return await openVersion(await realpath(path), { ...this.options, offset });
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  /** Null when it is gone, or another has its name by now. */
  async openSame(version: Version, offset: number): Promise<OpenFile | null> {
    const opened = await this.open(version.path, offset);
    if (opened === null || isSameFile(opened, version)) return opened;
    await opened.close();
    return null;
  }

  /** It cannot be read: left out once and for all. */
  refuse(version: Version): void {
    this.refused.add(keyOf(version));
  }

  isRefused(version: Version): boolean {
    return this.refused.has(keyOf(version));
  }
}
