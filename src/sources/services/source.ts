import { readFile, stat } from 'node:fs/promises';
import type { SourceId } from '../../model/log-record.ts';
import type { Clock } from '../../platform/clock.ts';
import { decodedText } from '../../platform/text-encoding.ts';
import { ChangeWaiter } from '../change-waiter.ts';
import { readError } from '../read-error.ts';
import type { Source, SourceSink } from '../source.ts';

type ServicesSourceOptions = {
  readonly id: SourceId;
  readonly path: string;
  /** Reads the file again whenever it changes, until aborted. */
  readonly watch: boolean;
  readonly clock: Clock;
};

/** Service lists are short: a bigger file is not one. */
const MAX_BYTES = 4 << 20;

/** A service configuration: handed over whole, once and after every change. An editor may replace the file. */
export function servicesSource({ id, path, watch, clock }: ServicesSourceOptions): Source {
  return {
    id,
    async read(sink, signal) {
      const changes = watch ? new ChangeWaiter(path, signal) : null;
      try {
        let seen = await handOver(id, path, clock, sink, null);
        while (changes && !signal.aborted) {
          sink.idle();
          await changes.wait();
          if (!signal.aborted) seen = await handOver(id, path, clock, sink, seen).catch(() => seen);
        }
      } finally {
        changes?.close();
      }
    },
  };
}

/** Reads the file when it is not as it was seen last; returns how it was seen now. */
async function handOver(
  id: SourceId,
  path: string,
  clock: Clock,
  sink: SourceSink,
  seen: string | null,
): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    const now = `${ino}:${size}:${mtimeMs}`;
    if (now === seen) return now;
    const text = size > MAX_BYTES ? '' : decodedText(await readFile(path));
    const observedAt = clock.now();
    await sink.accept({
      source: id,
      text,
      firstLine: 1,
      bytes: size,
      yearReference: Math.floor(mtimeMs),
      observedAt,
    });
    return now;
  } catch (error) {
    throw readError(id, path, error);
  }
}
