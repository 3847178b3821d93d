import { once } from 'node:events';
import { Readable } from 'node:stream';

export type Peeked = {
  readonly bytes: Buffer;
  /** The whole stream, these bytes included. */
  readonly stream: Readable;
};

/** Waits for the first bytes of a stream. Fewer than wanted only when it ends before. */
export async function firstBytes(stream: Readable, wanted: number): Promise<Peeked> {
  let held = Buffer.alloc(0);
  while (held.length < wanted && !stream.readableEnded && !stream.destroyed) {
    const chunk = stream.read() as Buffer | null;
    if (chunk !== null) {
      held = Buffer.concat([held, chunk]);
      continue;
    }
    const settled = new AbortController();
    const { signal } = settled;
    await Promise.race([
      once(stream, 'readable', { signal }),
      once(stream, 'end', { signal }),
      once(stream, 'close', { signal }),
    ]).finally(() => settled.abort());
  }
  // Into a stream that has ended nothing can be put back.
  if (stream.readableEnded) return { bytes: held, stream: Readable.from(held.length === 0 ? [] : [held]) };
  if (held.length > 0) stream.unshift(held);
  return { bytes: held, stream };
}
