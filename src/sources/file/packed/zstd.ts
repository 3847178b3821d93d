import { DamagedError } from '../open-file.ts';
import { FrameUnpacker, LARGEST_BLOCK } from './zstd/frame.ts';

/**
 * Unpacks Zstandard (RFC 8878), also of several frames and with skippable ones between. One block, of at most 128 KiB
 * unpacked, is unpacked at a time: a small file cannot become large at once. Rejects with `DamagedError` behind the last
 * block that could be read.
 */
export async function* unpackZstd(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const bytes = new ByteQueue(pieces);
  for (let magic = await bytes.peek(4); magic.length > 0; magic = await bytes.peek(4)) {
    if (magic.length < 4) throw cutOff();
    const number = magic.readUInt32LE();
    if (number >>> 4 === SKIPPABLE >>> 4) await skipFrame(bytes);
    else if (number === FRAME) yield* unpackFrame(bytes);
    else throw new DamagedError('damaged zstd file');
  }
}

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
/** What the zstd program itself refuses to use without being told to. */
const MOST_WINDOW = 128 << 20;
/** Longest frame header: magic number, descriptor, window, dictionary, content size. */
const LONGEST_HEADER = 4 + 1 + 1 + 4 + 8;

async function skipFrame(bytes: ByteQueue): Promise<void> {
  const header = await bytes.take(8);
  for (let left = header.readUInt32LE(4); left > 0; ) {
    left -= (await bytes.take(Math.min(left, 1 << 16))).length;
  }
}

async function* unpackFrame(bytes: ByteQueue): AsyncGenerator<Buffer> {
  const { length, window, checksum, dictionary } = frameHeader(await bytes.peek(LONGEST_HEADER));
  if (window > MOST_WINDOW) throw new DamagedError('zstd file that needs more than 128 MiB of memory');
  if (dictionary) throw new DamagedError('zstd file that needs a dictionary');
  const frame = new FrameUnpacker(window);
  await bytes.take(length);
  for (let isLast = false; !isLast; ) {
    const start = await bytes.peek(3);
    if (start.length < 3) throw cutOff();
    const header = start.readUIntLE(0, 3);
    isLast = (header & 1) === 1;
    const kind = (header >> 1) & 3;
    const size = header >> 3;
    if (size > LARGEST_BLOCK || kind === 3) throw new DamagedError('damaged zstd file');
    const block = await bytes.take(3 + (kind === 1 ? 1 : size));
    yield* frame.unpack(kind, size, block.subarray(3));
  }
  if (checksum) await bytes.take(4);
}

function frameHeader(start: Buffer): {
  readonly length: number;
  readonly window: number;
  readonly checksum: boolean;
  readonly dictionary: boolean;
} {
  const descriptor = start[4];
  if (descriptor === undefined) throw cutOff();
  const isSingle = (descriptor & 32) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? (isSingle ? 1 : 0) : 1 << sizeFlag;
  const beforeSize = (isSingle ? 5 : 6) + dictionaryBytes;
  const length = beforeSize + sizeBytes;
  if (start.length < length) throw cutOff();
  const checksum = (descriptor & 4) !== 0;
  const dictionary = start.subarray(beforeSize - dictionaryBytes, beforeSize).some((byte) => byte !== 0);
  if (!isSingle) return { length, window: windowOf(start[5] as number), checksum, dictionary };
  // Content sizes in two bytes begin at 256; the window of such a frame is its content.
  const window =
    sizeBytes === 8
      ? Number(start.readBigUInt64LE(beforeSize))
      : start.readUIntLE(beforeSize, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  return { length, window, checksum, dictionary };
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function cutOff(): DamagedError {
  return new DamagedError('zstd file cut off before its end');
}

/** Bytes that come in pieces, taken in the lengths that the format asks for. What is given out is valid until the next is asked for. */
class ByteQueue {
  private held = Buffer.allocUnsafe(2 * LARGEST_BLOCK);
  private start = 0;
  private end = 0;
  private readonly source: AsyncIterator<Buffer>;

  constructor(pieces: AsyncIterable<Buffer>) {
    this.source = pieces[Symbol.asyncIterator]();
  }

  /** Up to so many bytes, fewer only at the end. */
  async peek(length: number): Promise<Buffer> {
    while (this.end - this.start < length) {
      const { value, done } = await this.source.next();
      if (done) break;
      this.hold(value);
    }
    return this.held.subarray(this.start, Math.min(this.end, this.start + length));
  }

  async take(length: number): Promise<Buffer> {
    const bytes = await this.peek(length);
    if (bytes.length < length) throw cutOff();
    this.start += length;
    return bytes;
  }

  private hold(piece: Buffer): void {
    const left = this.held.subarray(this.start, this.end);
    const isLarge = left.length + piece.length > this.held.length;
    const held = isLarge ? Buffer.allocUnsafe(2 * (left.length + piece.length)) : this.held;
    held.set(left, 0);
    held.set(piece, left.length);
    this.held = held;
    this.start = 0;
    this.end = left.length + piece.length;
  }
}
