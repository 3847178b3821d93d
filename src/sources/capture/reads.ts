import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Of a read by another thread, which costs two turns of threads, however small. */
const AHEAD_BYTES = 1024 * 1024;
/** Of a read by this one: what was read stays in the cache of its core. */
const HERE_BYTES = 256 * 1024;
/** The first: small ones at the beginning show the compiler soon all that happens between pieces. */
const FIRST_BYTES = 8 * 1024;
const GROWTH = 4;

/** Reads a file from its start: the next piece while the one before is looked at. */
export class ReadAhead {
  /** Bytes handed over. */
  offset = 0;
  private length = FIRST_BYTES;
  private free = bufferOf(AHEAD_BYTES);
  private used = bufferOf(AHEAD_BYTES);
  private coming: Promise<Buffer> | null = null;

  constructor(private readonly file: FileHandle) {}

  /** Empty at the end of the file, as far as it is written. */
  async next(): Promise<Buffer> {
    const ahead = await this.coming;
    // Where the end was when it was read ahead there may be more by now.
    const piece = ahead !== null && ahead.length > 0 ? ahead : await this.read();
    this.offset += piece.length;
    this.coming = piece.length === 0 ? null : this.read();
    // Told when it is asked for; nobody may ask.
    this.coming?.catch(() => {});
    return piece;
  }

  private async read(): Promise<Buffer> {
    const buffer = this.free;
    this.free = this.used;
    this.used = buffer;
    const { bytesRead } = await this.file.read(buffer, 0, this.length, this.offset);
    this.length = Math.min(AHEAD_BYTES, GROWTH * this.length);
    return buffer.subarray(0, bytesRead);
  }
}

/**
 * Reads a file from its start in this thread, which waits for the disk meanwhile: for what is read once, where nobody waits
 * for anything else. The system reads ahead by itself.
 */
export class ReadHere {
  /** Bytes handed over. */
  offset = 0;
  private length = FIRST_BYTES;
  private readonly buffer = bufferOf(HERE_BYTES);

  constructor(private readonly file: FileHandle) {}

  /** Empty at the end of the file. */
  async next(): Promise<Buffer> {
    const read = readSync(this.file.fd, this.buffer, 0, this.length, this.offset);
    this.length = Math.min(HERE_BYTES, GROWTH * this.length);
    this.offset += read;
    return this.buffer.subarray(0, read);
  }
}

/** Memory that could be shared V8 does not count as garbage to be. */
function bufferOf(bytes: number): Buffer {
  return Buffer.from(new SharedArrayBuffer(bytes));
}
