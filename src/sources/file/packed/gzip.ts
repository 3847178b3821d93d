import { createGunzip } from 'node:zlib';
import { DamagedError } from '../open-file.ts';

/** How much is unpacked at a time: gzip may make a thousand times as much of it, and that must not come all at once. */
const BITE = 8 * 1024;
const UNPACKED = 64 * 1024;

/**
 * Unpacks gzip, also of several members one after the other. What a damaged or unfinished file holds before the damage
 * is given out first, then it rejects with `DamagedError`: a stream of Node's would drop what nobody has taken yet.
 */
export async function* unpackGzip(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: UNPACKED });
  let unpacked: Buffer[] = [];
  let failed: Error | null = null;
  let wake = (): void => {};
  gunzip.on('data', (bytes: Buffer) => unpacked.push(bytes));
  gunzip.on('error', (error) => {
    failed = error;
    wake();
  });
  gunzip.on('end', () => wake());
  const step = (act: (done: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      act((error) => {
        failed ??= error ?? null;
        resolve();
      });
    });
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length && !failed; at += BITE) {
        await step((done) => gunzip.write(piece.subarray(at, at + BITE), done));
        yield* unpacked;
        unpacked = [];
      }
      if (failed) break;
    }
    if (!failed) await step(() => gunzip.end());
    yield* unpacked;
    if (failed) throw new DamagedError(describe(failed));
  } finally {
    gunzip.destroy();
  }
}

function describe(error: NodeJS.ErrnoException): string {
  return error.code === 'Z_BUF_ERROR' ? 'gzip file cut off before its end' : 'damaged gzip file';
}
