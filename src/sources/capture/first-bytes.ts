import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** Waits for the first bytes of a stream and leaves them in it. Fewer than wanted only when it ends before. */
export async function firstBytes(stream: Readable, wanted: number): Promise<Buffer> {
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
  if (held.length > 0) stream.unshift(held);
  return held;
}
