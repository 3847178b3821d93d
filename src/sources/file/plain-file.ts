import { fstatSync, readSync, type Stats } from 'node:fs';
import type { ReadHandle } from './brief-handle.ts';
import { HEAD_BYTES, Head } from './head.ts';
import { DamagedError, type OpenFile } from './open-file.ts';
import { pathOf } from './path-of.ts';
import { NO_TRAIL, TRAIL_BYTES, type Trail, trailOf } from './trail.ts';

/** After how many reads of a long file that nobody follows its size is looked at again. */
const READS_PER_LOOK = 8;

const SHORTER = 'What was left of it was read.';

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
  /** What was read last. Each read begins with it, so that it shows whether what follows is what came after it. */
  private trail: Trail = NO_TRAIL;
  /** Where in the file the buffer's first byte stands, while it holds what was read last. */
  private held: number | null = null;

  private constructor(
    public path: string,
    private readonly handle: ReadHandle,
    private readonly buffer: Buffer,
    private readonly checked: boolean,
  ) {}

  /**
   * Goes on at `offset`, or at the end when the file is shorter. `checked`: each piece is held against what was read
   * before it. The buffer has `TRAIL_BYTES` more than are to be read at a time.
   */
  static async from(
    path: string,
    handle: ReadHandle,
    offset: number,
    buffer: Buffer,
    checked: boolean,
  ): Promise<PlainFile> {
    const file = new PlainFile(path, handle, buffer, checked);
    await file.look();
    file.offset = Math.min(offset, file.size);
    file.head = new Head(await readAt(handle, 0, Math.min(file.offset, HEAD_BYTES)));
    const at = Math.max(0, file.offset - TRAIL_BYTES);
    if (checked) file.trail = trailOf(await readAt(handle, at, file.offset - at), file.offset);
    return file;
  }

  get behind(): number {
    return Math.max(0, this.size - this.offset);
  }

  async read(isInMemory = false): Promise<Buffer | 'end' | 'cut'> {
    const atOnce = isInMemory && this.handle.fd >= 0;
    if (this.isAtEnd) {
      this.isAtEnd = false;
      return 'end';
    }
    for (;;) {
      const from = this.checked ? this.trail.at : this.offset;
      const before = this.offset - from;
      this.held = null;
      const bytesRead = atOnce ? this.readNow(from) : await this.readSoon(from);
      const fresh = Math.max(0, bytesRead - before);
      if (!this.checked) {
        if (this.reads++ % READS_PER_LOOK === 0) await this.look();
        if (fresh > 0) return this.take(from, bytesRead);
        if (this.offset < this.size) throw new DamagedError('it became shorter while it was read', SHORTER);
        return 'end';
      }
      const { bytes } = this.trail;
      if (!bytes.equals(this.buffer.subarray(0, Math.min(bytes.length, bytesRead)))) return 'cut';
      if (bytes.length > 0) await (atOnce ? this.note(fstatSync(this.handle.fd)) : this.look());
      else if (!(await this.isBegunAlike())) return 'cut';
      if (fresh > 0) {
        const taken = this.take(from, bytesRead);
        this.isAtEnd = this.size === this.offset;
        return taken;
      }
      if (this.size < this.offset) return 'cut';
      if (this.size === this.offset) return 'end';
    }
  }

  trailBefore(place: number): Trail {
    if (place === this.offset) return this.trail;
    if (this.held === null || place < this.held || place > this.offset) return NO_TRAIL;
    return trailOf(this.buffer.subarray(0, place - this.held), place);
  }

  /** Back to the start of a file that was written anew. */
  rewind(): void {
    this.offset = 0;
    this.head = new Head();
    this.trail = NO_TRAIL;
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

  /** What was read from there on, without the trail that it began with. */
  private take(from: number, bytesRead: number): Buffer {
    const read = this.buffer.subarray(0, bytesRead);
    const fresh = read.subarray(this.offset - from);
    this.head.learn(this.offset, fresh);
    this.offset += fresh.length;
    if (this.checked) {
      const { at, bytes } = trailOf(read, this.offset);
      this.trail = { at, bytes: Buffer.from(bytes) };
      this.held = from;
    }
    return fresh;
  }

  private readNow(from: number): number {
    return readSync(this.handle.fd, this.buffer, 0, this.buffer.length, from);
  }

  private async readSoon(from: number): Promise<number> {
    return (await this.handle.read(this.buffer, 0, this.buffer.length, from)).bytesRead;
  }

  /** Whether the file still begins as it did when it was read. */
  private async isBegunAlike(): Promise<boolean> {
    const { bytes } = this.head;
    const [now] = await Promise.all([readAt(this.handle, 0, bytes.length), this.look()]);
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

async function readAt(handle: ReadHandle, at: number, length: number): Promise<Buffer> {
  if (length === 0) return Buffer.alloc(0);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}
