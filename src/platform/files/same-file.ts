import { type Stats, statSync } from 'node:fs';

/** Whether both names lead to one file on disk. Pipes, terminals and `/dev/null` may be read and written at once. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [statOf(one), statOf(other)];
  return a !== null && b !== null && a.isFile() && a.dev === b.dev && a.ino === b.ino;
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
