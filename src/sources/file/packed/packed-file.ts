import type { ReadHandle } from '../brief-handle.ts';
import { Head } from '../head.ts';
import type { OpenFile } from '../open-file.ts';
import { pathOf } from '../path-of.ts';
import { NO_TRAIL, type Trail } from '../trail.ts';
import { type Packing, unpack } from './packing.ts';

const PIECE_BYTES = 16 * 1024;

/** A packed file, from its start: nothing in it can be jumped over without unpacking it. */
export class PackedFile implements OpenFile {
  readonly packed = true;
  readonly head = new Head();
  device = 0;
  inode = 0;
  modified = 0;
  private size = 0;
  /** Packed bytes read. */
  private taken = 0;
  private unpacked = 0;
  private readonly pieces: AsyncGenerator<Buffer>;

  private constructor(
    public path: string,
    private readonly handle: ReadHandle,
    packing: Packing,
    public offset: number,
  ) {
    this.pieces = unpack(packing, this.packedPieces());
  }

  /** Gives out what stands behind `offset`. */
  static async from(path: string, handle: ReadHandle, packing: Packing, offset: number): Promise<PackedFile> {
    const file = new PackedFile(path, handle, packing, offset);
    const { dev, ino, size, mtimeMs } = await handle.stat();
    Object.assign(file, { device: dev, inode: ino, size, modified: mtimeMs });
    return file;
  }

  get behind(): number {
    return Math.max(0, this.size - this.taken);
  }

  async read(): Promise<Buffer | 'end'> {
    for (;;) {
      const { value, done } = await this.pieces.next();
      if (done) return 'end';
      const start = this.unpacked;
      this.head.learn(start, value);
      this.unpacked += value.length;
      if (this.unpacked <= this.offset) continue;
      const fresh = value.subarray(this.offset - start);
      this.offset = this.unpacked;
      return fresh;
    }
  }

  /** A packed file is not written anew. */
  trailBefore(): Trail {
    return NO_TRAIL;
  }

  async locate(): Promise<boolean> {
    const path = await pathOf(this.handle);
    this.path = path ?? this.path;
    return path !== null;
  }

  async close(): Promise<void> {
    await this.pieces.return(undefined);
    await this.handle.close();
  }

  private async *packedPieces(): AsyncGenerator<Buffer> {
    for (;;) {
      // The unpackers may keep a piece for a while: each has a buffer of its own.
      const { buffer, bytesRead } = await this.handle.read(
        Buffer.alloc(PIECE_BYTES),
        0,
        PIECE_BYTES,
        this.taken,
      );
      if (bytesRead === 0) return;
      this.taken += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }
}
