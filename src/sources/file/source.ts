import { type FileHandle, open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { SourceId } from '../../model/log-record.ts';
import type { Clock } from '../../platform/clock.ts';
import { ChangeWaiter } from '../change-waiter.ts';
import { countLosses } from '../count-losses.ts';
import { type Assembled, LineAssembler } from '../line-assembler.ts';
import { readError } from '../read-error.ts';
import type { Source, SourceSink } from '../source.ts';

export type FileSourceOptions = {
  readonly id: SourceId;
  readonly path: string;
  /** Goes on at the end of the file, through renames and truncations, until aborted. */
  readonly follow: boolean;
  readonly clock: Clock;
  readonly chunkBytes?: number;
};

/** A read costs a turn of the event loop, however small: long ones are cheaper. */
const CHUNK_BYTES = 512 * 1024;
/** Lines go on in smaller blocks: V8 keeps strings from about 128 KB on apart, and collects them late. */
const BLOCK_BYTES = 64 * 1024;
/** So often on the way through a long file its size is looked at again. */
const READS_PER_LOOK = 8;

/** A text file from its start; `.gz` is unpacked (and never followed). */
export function fileSource(options: FileSourceOptions): Source {
  const { id } = options;
  const gzipped = options.path.endsWith('.gz');
  return {
    id,
    read: (sink, signal) =>
      gzipped ? readGzip(id, options, sink, signal) : new FileReader(id, options, sink, signal).run(),
  };
}

class FileReader {
  private readonly buffer: Buffer;
  private lines = new LineAssembler();
  private offset = 0;
  private modified = 0;

  constructor(
    private readonly id: SourceId,
    private readonly options: FileSourceOptions,
    private readonly sink: SourceSink,
    private readonly signal: AbortSignal,
  ) {
    this.buffer = Buffer.allocUnsafe(options.chunkBytes ?? CHUNK_BYTES);
  }

  async run(): Promise<void> {
    const changes = this.options.follow ? new ChangeWaiter(this.options.path, this.signal) : null;
    let file = await openFile(this.id, this.options.path);
    try {
      for (;;) {
        await this.readToEnd(file);
        if (this.signal.aborted || !changes) break;
        this.sink.idle();
        file = await this.nextFile(file, changes);
      }
      if (!this.signal.aborted) await this.hand(this.lines.flush());
    } finally {
      changes?.close();
      await file.close();
    }
  }

  /** Reads on to the end as it is now, and takes a truncated file from its start again. */
  private async readToEnd(file: FileHandle): Promise<void> {
    await this.look(file);
    for (let sinceLook = 0; !this.signal.aborted; sinceLook++) {
      if (sinceLook === READS_PER_LOOK) {
        await this.look(file);
        sinceLook = 0;
      }
      const { bytesRead } = await file.read(this.buffer, 0, this.buffer.length, this.offset);
      if (bytesRead === 0) {
        const before = this.offset;
        await this.look(file);
        if (this.offset === before) return;
        continue;
      }
      this.offset += bytesRead;
      for (let start = 0; start < bytesRead; start += BLOCK_BYTES) {
        await this.hand(
          this.lines.push(this.buffer.subarray(start, Math.min(bytesRead, start + BLOCK_BYTES))),
        );
      }
    }
  }

  private async look(file: FileHandle): Promise<void> {
    const { size, mtimeMs } = await file.stat();
    this.modified = Math.floor(mtimeMs);
    if (size < this.offset) await this.restart();
    this.sink.behind(size - this.offset);
  }

  /** Waits for more. When another file has taken the name, the old one is read to its end before the switch. */
  private async nextFile(file: FileHandle, changes: ChangeWaiter): Promise<FileHandle> {
    for (;;) {
      await changes.wait();
      if (this.signal.aborted) return file;
      const [mine, named] = await Promise.all([file.stat(), stat(this.options.path).catch(() => null)]);
      const replaced = named !== null && (named.ino !== mine.ino || named.dev !== mine.dev);
      if (replaced) {
        const next = await open(this.options.path, 'r').catch(() => null);
        if (!next) continue;
        await this.readToEnd(file);
        await file.close();
        await this.restart();
        return next;
      }
      if (mine.size !== this.offset) return file;
    }
  }

  private async restart(): Promise<void> {
    await this.hand(this.lines.flush());
    this.sink.count('rotations', 1);
    this.offset = 0;
    this.lines = new LineAssembler();
  }

  private async hand(lines: Assembled | null): Promise<void> {
    countLosses(this.lines, this.sink);
    if (!lines) return;
    const observedAt = this.options.clock.now();
    await this.sink.accept({ source: this.id, ...lines, yearReference: this.modified, observedAt });
  }
}

async function readGzip(
  id: SourceId,
  options: FileSourceOptions,
  sink: SourceSink,
  signal: AbortSignal,
): Promise<void> {
  const file = await openFile(id, options.path);
  const { mtimeMs } = await file.stat();
  const lines = new LineAssembler();
  const hand = async (block: Assembled | null): Promise<void> => {
    countLosses(lines, sink);
    if (!block) return;
    await sink.accept({
      source: id,
      ...block,
      yearReference: Math.floor(mtimeMs),
      observedAt: options.clock.now(),
    });
  };
  try {
    for await (const chunk of file.createReadStream().pipe(createGunzip())) {
      if (signal.aborted) return;
      await hand(lines.push(chunk as Buffer));
    }
    await hand(lines.flush());
  } catch (error) {
    await hand(lines.flush());
    throw readError(id, options.path, error);
  }
}

async function openFile(id: SourceId, path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw readError(id, path, error);
  }
}
