import { open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { EpochMs } from '../model/time.ts';
import { toRfc3339 } from '../model/time.ts';
import { UserError } from '../model/user-error.ts';
import { codeOf, reasonOf } from '../platform/system-reason.ts';

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
      await writeWhole(path, text);
      return path;
    } catch (error) {
      const isTaken = codeOf(error) === 'EEXIST';
      if (isTaken && number < MOST_IN_A_SECOND) continue;
      throw new UserError(
        `no file is written: ${reasonOf(error)} (${folder})`,
        'Start it in another folder.',
      );
    }
  }
}

/** Where it cannot be written to its end, nothing of it is left: half a list looks like a whole one. */
async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
