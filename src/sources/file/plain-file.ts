import { fstatSync, readSync, type Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { HEAD_BYTES, Head } from './head.ts';
import type { OpenFile } from './open-file.ts';
import { pathOf } from './path-of.ts';

/** So often on the way through a long file that nobody follows its size is looked at again. */
const READS_PER_LOOK = 8;

/** A file of text that may grow, and may be truncated or written anew under our descriptor. */
export class PlainFile implements OpenFile {
  readonly packed = false;
  device = 0;
  inode = 0;
  modified = 0;
  head = new Head();
  offset = 0;
  private size = 0;
  private reads = 0;
  /** The last read is known to have reached the end: the next one need not be tried. */
  private isAtEnd = false;

  private constructor(
    public path: string,
    private readonly handle: FileHandle,
    private readonly buffer: Buffer,
    private readonly checked: boolean,
  ) {}

  /**
   * Goes on at `offset`, or at the end when the file is shorter. `checked`: each piece is held back until it is known to
   * stand behind what was read before.
   */
  static async from(
    path: string,
    handle: FileHandle,
    offset: number,
    buffer: Buffer,
    checked: boolean,
  ): Promise<PlainFile> {
    const file = new PlainFile(path, handle, buffer, checked);
    await file.look();
    file.offset = Math.min(offset, file.size);
    file.head = new Head(await readHead(handle, file.offset));
    return file;
  }

  get behind(): number {
    return Math.max(0, this.size - this.offset);
  }

  async read(atOnce = false): Promise<Buffer | 'end' | 'cut'> {
    if (this.isAtEnd) {
      this.isAtEnd = false;
      return 'end';
    }
    for (;;) {
      const bytesRead = atOnce ? this.readNow() : await this.readSoon();
      const bytes = this.buffer.subarray(0, bytesRead);
      if (!this.checked) {
        if (this.reads++ % READS_PER_LOOK === 0) await this.look();
        return bytesRead > 0 ? this.take(bytes) : 'end';
      }
      const isSame = atOnce ? this.lookNow() : await this.lookSoon();
      const isWhole = isSame && this.size >= this.offset + bytesRead;
      if (bytesRead > 0) {
        // Truncated to less than where we read: after we did, or there would have been nothing to read.
        if (!isWhole && this.size >= this.offset) return 'cut';
        this.take(bytes);
        this.isAtEnd = isWhole && this.size === this.offset;
        return bytes;
      }
      if (!isWhole) return 'cut';
      if (this.size === this.offset) return 'end';
    }
  }

  /** Back to the start of a file that was written anew. */
  rewind(): void {
    this.offset = 0;
    this.head = new Head();
    this.isAtEnd = false;
  }

  async locate(): Promise<boolean> {
    const path = await pathOf(this.handle);
    this.path = path ?? this.path;
    return path !== null;
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private take(bytes: Buffer): Buffer {
    this.head.learn(this.offset, bytes);
    this.offset += bytes.length;
    return bytes;
  }

  private readNow(): number {
    return readSync(this.handle.fd, this.buffer, 0, this.buffer.length, this.offset);
  }

  private async readSoon(): Promise<number> {
    return (await this.handle.read(this.buffer, 0, this.buffer.length, this.offset)).bytesRead;
  }

  /** Whether the file still begins as it did when it was read. */
  private lookNow(): boolean {
    const { bytes } = this.head;
    const now = Buffer.alloc(bytes.length);
    const length = bytes.length === 0 ? 0 : readSync(this.handle.fd, now, 0, now.length, 0);
    this.note(fstatSync(this.handle.fd));
    return bytes.equals(now.subarray(0, length));
  }

  private async lookSoon(): Promise<boolean> {
    const { bytes } = this.head;
    const [now] = await Promise.all([readHead(this.handle, bytes.length), this.look()]);
    return bytes.equals(now);
  }

  private async look(): Promise<void> {
    this.note(await this.handle.stat());
  }

  private note({ dev, ino, size, mtimeMs }: Stats): void {
    this.device = dev;
    this.inode = ino;
    this.size = size;
    this.modified = mtimeMs;
  }
}

/** The first bytes of a file, at most `length` and `HEAD_BYTES`. */
async function readHead(handle: FileHandle, length: number): Promise<Buffer> {
  const head = Buffer.alloc(Math.min(length, HEAD_BYTES));
  if (head.length === 0) return head;
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  return head.subarray(0, bytesRead);
}
