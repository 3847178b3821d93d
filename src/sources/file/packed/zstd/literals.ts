import { Damage } from './damage.ts';
import { decodeHuffman, type HuffmanTable, readHuffman } from './huffman.ts';

/** A block is no longer than this. */
export const MOST_BLOCK = 128 << 10;
const RAW = 0;
const REPEATED = 1;
const COMPRESSED = 2;

/** The bytes of a block that are copied from nowhere (RFC 8878, 3.1.1.3.1). */
export class Literals {
  readonly bytes = new Uint8Array(MOST_BLOCK);
  length = 0;
  /** That of the block before, which the next may use. */
  private table: HuffmanTable | null = null;

  /** Reads the section at byte `at`; the byte behind it. */
  read(block: Uint8Array, at: number, limit: number): number {
    if (at >= limit) throw new Damage();
    const first = block[at] as number;
    const kind = first & 3;
    const format = (first >> 2) & 3;
    const word = first | ((block[at + 1] as number) << 8) | ((block[at + 2] as number) << 16);
    if (kind === RAW || kind === REPEATED) {
      const header = (format & 1) === 0 ? 1 : format === 1 ? 2 : 3;
      this.setLength(header === 1 ? first >> 3 : header === 2 ? (word & 0xffff) >> 4 : word >>> 4);
      return this.readPlain(block, at + header, limit, kind);
    }
    if (format < 2)
      return this.readPacked(block, at + 3, limit, kind, (word >>> 4) & 0x3ff, word >>> 14, format);
    const high = (block[at + 3] as number) + 256 * (format === 3 ? (block[at + 4] as number) : 0);
    const sizes = (word >>> 4) + high * 2 ** 20;
    const width = format === 2 ? 2 ** 14 : 2 ** 18;
    return this.readPacked(
      block,
      at + format + 2,
      limit,
      kind,
      sizes % width,
      Math.floor(sizes / width) % width,
      format,
    );
  }

  private readPlain(block: Uint8Array, at: number, limit: number, kind: number): number {
    const end = at + (kind === RAW ? this.length : 1);
    if (end > limit) throw new Damage();
    if (kind === RAW) this.bytes.set(block.subarray(at, end));
    else this.bytes.fill(block[at] as number, 0, this.length);
    return end;
  }

  /** `packed`: length of the tree and the streams; `format` 0: one stream, else four. */
  private readPacked(
    block: Uint8Array,
    from: number,
    limit: number,
    kind: number,
    length: number,
    packed: number,
    format: number,
  ): number {
    this.setLength(length);
    const end = from + packed;
    if (end > limit) throw new Damage();
    let at = from;
    if (kind === COMPRESSED) {
      const read = readHuffman(block, at, end);
      this.table = read.table;
      at = read.end;
    }
    const { table, bytes } = this;
    if (table === null) throw new Damage();
    if (format === 0) {
      decodeHuffman(block, at, end, table, bytes, 0, length);
      return end;
    }
    const quarter = (length + 3) >> 2;
    let stream = at + 6;
    for (let part = 0; part < 4; part++) {
      const size = (block[at + 2 * part] as number) | ((block[at + 2 * part + 1] as number) << 8);
      const next = part === 3 ? end : stream + size;
      if (next > end) throw new Damage();
      decodeHuffman(
        block,
        stream,
        next,
        table,
        bytes,
        part * quarter,
        part === 3 ? length : (part + 1) * quarter,
      );
      stream = next;
    }
    return end;
  }

  private setLength(length: number): void {
    if (length > MOST_BLOCK) throw new Damage();
    this.length = length;
  }
}
