import { createGunzip } from 'node:zlib';
import { DamagedError } from './open-file.ts';

/**
 * Unpacks gzip, also of several members one after the other. What a damaged or unfinished file holds before the damage
 * is given out first, then it rejects with `DamagedError`: a stream of Node's would drop what nobody has taken yet.
 */
export async function* unpackGzip(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
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
      await step((done) => gunzip.write(piece, done));
      yield* unpacked;
      unpacked = [];
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
