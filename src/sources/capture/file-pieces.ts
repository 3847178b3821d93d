import { type FileHandle, open, stat } from 'node:fs/promises';
import type { SourceId } from '../../model/log-record.ts';
import { ChangeWaiter } from '../change-waiter.ts';
import { readError } from '../read-error.ts';
import type { SourceSink } from '../source.ts';
import { ReadAhead, ReadHere } from './reads.ts';

export type FilePiecesOptions = {
  readonly id: SourceId;
  readonly path: string;
  /** Waits for more at the end of the file, until aborted. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
  readonly sink: Pick<SourceSink, 'idle' | 'behind' | 'count'>;
};

/** So often on the way through a long file its size is looked at again. */
const READS_PER_LOOK = 32;

/**
 * The bytes of a file from its start, each piece valid until the next is asked for.
 * `anew`: what was read before is gone, the file was truncated or another took its name; what follows stands at the
 * start of the new one.
 */
export async function* filePieces(options: FilePiecesOptions): AsyncGenerator<Buffer | 'anew'> {
  const { id, path, follow, signal, sink } = options;
  const changes = follow ? new ChangeWaiter(path, signal) : null;
  let file = await openFile(id, path);
  let reads: ReadAhead | ReadHere = follow ? new ReadAhead(file) : new ReadHere(file);
  try {
    for (let count = 0; !signal.aborted; count++) {
      if (count % READS_PER_LOOK === 0) sink.behind(Math.max(0, (await file.stat()).size - reads.offset));
      const piece = await reads.next();
      if (piece.length > 0) {
        yield piece;
        continue;
      }
      sink.behind(0);
      if (!changes) return;
      sink.idle();
      await changes.wait();
      const next = await successor(file, path, reads.offset);
      if (!next) continue;
      if (next !== file) {
        await file.close();
        file = next;
      }
      reads = new ReadAhead(file);
      sink.count('rotations', 1);
      yield 'anew';
    }
  } finally {
    changes?.close();
    await file.close();
  }
}

/** The file to begin anew with; null while this one goes on. */
async function successor(file: FileHandle, path: string, offset: number): Promise<FileHandle | null> {
  const [mine, named] = await Promise.all([file.stat(), stat(path).catch(() => null)]);
  if (mine.size > offset) return null;
  if (named !== null && (named.ino !== mine.ino || named.dev !== mine.dev)) {
    return open(path, 'r').catch(() => null);
  }
  return mine.size < offset ? file : null;
}

async function openFile(id: SourceId, path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw readError(id, path, error);
  }
}
