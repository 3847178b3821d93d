import { access, constants, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where journald keeps its files: for good, and until the next boot. */
const FOLDERS = ['/var/log/journal', '/run/log/journal'] as const;

export type JournalAccess = {
  readonly files: number;
  /** Files that this user may not read. journalctl leaves them out, and with `-o json` without a word. */
  readonly forbidden: number;
};

/** What of this machine's journal is there, and may be read. */
export async function journalAccess(folders: readonly string[] = FOLDERS): Promise<JournalAccess> {
  let files = 0;
  let forbidden = 0;
  for (const folder of folders) {
    for (const machine of await namesIn(folder)) {
      const journals = (await namesIn(join(folder, machine))).filter((name) => name.endsWith('.journal'));
      files += journals.length;
      for (const name of journals) if (!(await mayRead(join(folder, machine, name)))) forbidden++;
    }
  }
  return { files, forbidden };
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

function mayRead(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}
