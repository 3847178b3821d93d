import type { SourceId } from '../../model/log-record.ts';
import type { Clock } from '../../platform/clock.ts';
import { ChangeWaiter } from '../change-waiter.ts';
import { readError } from '../read-error.ts';
import { type Source, SourceError } from '../source.ts';
import type { Turns } from '../turns.ts';
import { HandOver } from './hand-over.ts';
import { DamagedError } from './open-file.ts';
import { LogReader } from './reader.ts';
import { TRAIL_BYTES } from './trail.ts';

type FileSourceOptions = {
  readonly id: SourceId;
  readonly path: string;
  /** Goes on at the end of the file, through renames and truncations, until aborted; waits for one that is not there. */
  readonly follow: boolean;
  readonly clock: Clock;
  /** Without a cursor it begins with this rotated file of the log, not with the one that has its name. */
  readonly oldest?: string;
  readonly chunkBytes?: number;
  /** Of all files that share it, only so many are read at the same time. */
  readonly turns?: Turns;
  /** More files are read than may be open: each is open only while it is read, so many at the same time. */
  readonly brief?: Turns;
};

/** A read costs a turn of the event loop, however small: long ones are cheaper. */
const CHUNK_BYTES = 512 * 1024;

/**
 * A text file from its start, or from a cursor; packed ones are unpacked. Followed, or from a cursor, it is the whole log:
 * what was rotated away before it was read is read first.
 */
export function fileSource(options: FileSourceOptions): Source {
  const { id, path, follow, clock, oldest } = options;
  const counted = new Set<string>();
  return {
    id,
    async read(sink, signal, from) {
      const changes = follow ? new ChangeWaiter(path, signal) : null;
      const handOver = new HandOver({ id, clock, cursors: follow }, sink);
      const buffer = Buffer.allocUnsafe((options.chunkBytes ?? CHUNK_BYTES) + TRAIL_BYTES);
      try {
        await new LogReader({
          ...{ id, path, oldest: oldest ?? null, buffer, changes, handOver, sink, signal, counted },
          turns: options.turns ?? null,
          brief: options.brief ?? null,
        }).run(from);
      } catch (error) {
        if (!(error instanceof DamagedError)) throw readError(id, path, error);
        throw new SourceError(id, `${path}: ${error.message}`, error.hint, 'final');
      } finally {
        changes?.close();
      }
    },
  };
}
