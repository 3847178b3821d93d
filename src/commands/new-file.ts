import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { EpochMs } from '../model/time.ts';
import { toRfc3339 } from '../model/time.ts';

const MOST_IN_A_SECOND = 9;

/**
 * Writes `soc-NAME-TIME.EXTENSION`, for its owner only, and says where it is. Never over a file, or a link, that is there
 * already: the second of a second gets a number.
 */
export async function writeNewFile(
  folder: string,
  { name, extension, now }: { readonly name: string; readonly extension: string; readonly now: EpochMs },
  text: string,
): Promise<string> {
  const stem = `soc-${name}-${toRfc3339(now).slice(0, 19).replaceAll(':', '-')}Z`;
  for (let number = 1; ; number++) {
    const path = resolve(folder, `${stem}${number === 1 ? '' : `-${number}`}.${extension}`);
    try {
      await writeFile(path, text, { flag: 'wx', mode: 0o600 });
      return path;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST';
      if (!isTaken || number === MOST_IN_A_SECOND) throw error;
    }
  }
}
