import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

type FileHash = { readonly sha256: string; readonly bytes: number };

/** The hash of a regular file as it is now; null when it is none, or cannot be read. */
export async function fileHash(path: string): Promise<FileHash | null> {
  try {
    if (!(await stat(path)).isFile()) return null;
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
      hash.update(piece as Buffer);
      bytes += (piece as Buffer).length;
    }
    return { sha256: hash.digest('hex'), bytes };
  } catch {
    return null;
  }
}
