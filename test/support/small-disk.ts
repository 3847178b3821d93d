import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

export type SmallDisk = {
  readonly path: string;
  /** Leaves so many bytes free; none when not said. */
  fill(room?: number): void;
  free(): void;
};

/** A file system of its own, of so many bytes; null where we may not mount one. */
export function smallDisk(bytes: number): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), 'soc-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    rmSync(path, { recursive: true });
    return null;
  }
  after(() => {
    // The database's library closes its files when it is collected.
    execFileSync('umount', ['--lazy', path]);
    rmSync(path, { recursive: true });
  });
  const filling = join(path, 'filling');
  return {
    path,
    fill(room = 0) {
      const file = openSync(filling, 'a');
      try {
        for (const page = Buffer.alloc(4096); ; ) writeSync(file, page);
      } catch {
        ftruncateSync(file, fstatSync(file).size - room);
        closeSync(file);
      }
    },
    free: () => rmSync(filling),
  };
}
