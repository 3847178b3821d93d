import { GrowingBytes } from '../../arrays/growing-bytes.ts';
import { grownLength } from '../../arrays/growth.ts';
import { NO_WORDING, Wordings } from './wordings.ts';

/** Where a text stands among the bytes of all chunks. */
export type Address = number;

const CHUNK_BITS = 16;
const CHUNK = 1 << CHUNK_BITS;
/** Copying four bytes at a time writes up to three bytes behind the end. */
const MARGIN = 3;
/** Chunks there is room for at first. */
const FEWEST = 2;

/** Before each text: its length in bytes, or its wording with this bit; before one that is as it came, its line, too. */
const HEAD = 2;
const FRESH_HEAD = 6;
const PACKED = 0x8000;
/** In bytes. */
export const LONGEST_TEXT = 2048;
/** A chunk is thin when less than this share of its texts is still needed. */
const THIN = 0.8;

/**
 * `all`: texts that were written to it; `used`: those still needed; `end`: the place behind what is written, among the bytes
 * of all chunks.
 */
type Chunk = {
  readonly isFresh: boolean;
  all: number;
  used: number;
  end: number;
  isThin: boolean;
};

/** Keeps the addresses of the texts, and is told when a text was moved. */
type TextOwner = {
  standsAt(line: number, address: Address): boolean;
  moved(line: number, address: Address): void;
};

/**
 * The texts of lines, one behind the other in chunks: the latest as they came, the others as short as their wording allows.
 * A chunk without any is used again; one with few is thin: its texts are to be moved, so that it can be.
 *
 * All chunks are of one array: of arrays of their own, which were let go here and there, V8 kept many until it looked for garbage,
 * and libc the places of most.
 */
export class LineTexts {
  private readonly wordings = new Wordings();
  private bytes: Uint8Array = new Uint8Array(FEWEST * CHUNK);
  private readonly grown = new GrowingBytes(this.bytes.buffer);
  /** A view of `bytes`. */
  private view: DataView = new DataView(this.bytes.buffer);
  private readonly chunks: (Chunk | null)[] = [];
  private readonly free: number[] = [];
  /** Oldest first; the last one is being filled. */
  private fresh: number[] = [];
  /** The chunk that shortened texts are added to; -1: there is none yet. */
  private settled = -1;
  private readonly unpacked = new Uint8Array(LONGEST_TEXT);
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** `mostFresh`: so many bytes are kept as they came, and a chunk at least. */
  constructor(
    private readonly owner: TextOwner,
    private readonly mostFresh: number,
  ) {}

  /** A copy of the first bytes, `LONGEST_TEXT` at most. */
  add(line: number, bytes: Uint8Array, length: number): Address {
    const address = this.beginFresh(line, length);
    this.bytes.set(bytes.subarray(0, length), address + FRESH_HEAD);
    return address;
  }

  /** The same of some bytes of a block. For short ones: it is done before a part of the array for `set` would be made. */
  addPart(line: number, block: DataView, from: number, to: number): Address {
    const address = this.beginFresh(line, to - from);
    const { view } = this;
    for (let at = from, into = address + FRESH_HEAD; at < to; at += 4, into += 4)
      view.setInt32(into, block.getInt32(at, true), true);
    return address;
  }

  read(address: Address): string {
    const length = this.copy(address, this.unpacked, 0);
    return this.decoder.decode(this.unpacked.subarray(0, length));
  }

  /** Writes it there; how many bytes it is. */
  copy(address: Address, into: Uint8Array, at: number): number {
    const head = this.view.getUint16(address, true);
    if ((head & PACKED) !== 0)
      return this.wordings.unpack(head & ~PACKED, this.view, address + HEAD, into, at);
    const first = address + (this.chunkOf(address).isFresh ? FRESH_HEAD : HEAD);
    into.set(this.bytes.subarray(first, first + head), at);
    return head;
  }

  /** The text is needed no longer. */
  drop(address: Address): void {
    const head = this.view.getUint16(address, true);
    if ((head & PACKED) !== 0) this.wordings.drop(head & ~PACKED);
    this.chunkOf(address).used--;
  }

  /** Moves a text out of a thin chunk; returns where it stands from now on. */
  move(address: Address): Address {
    const chunk = this.chunkOf(address);
    if (!chunk.isThin) return address;
    const head = this.view.getUint16(address, true);
    const isPacked = (head & PACKED) !== 0;
    const length = isPacked ? this.wordings.packedLength(head & ~PACKED, this.view, address + HEAD) : head;
    chunk.used--;
    const moved = this.beginSettled(head, length);
    this.bytes.copyWithin(moved + HEAD, address + HEAD, address + HEAD + length);
    return moved;
  }

  /** Lets go of chunks that nobody needs, and says which are thin. */
  tidy(): void {
    const filling = this.fresh.pop();
    const kept: number[] = [];
    for (const number of this.fresh) {
      const { used, all } = this.chunks[number] as Chunk;
      if (used < THIN * all) this.settleAll(number);
      else kept.push(number);
    }
    if (filling !== undefined) kept.push(filling);
    this.fresh = kept;
    for (const [number, chunk] of this.chunks.entries()) {
      if (chunk === null || chunk.isFresh || number === this.settled) continue;
      chunk.isThin = chunk.used < THIN * chunk.all;
      if (chunk.used === 0) this.letGo(number);
    }
  }

  /** A chunk with room for so many bytes. */
  private freshChunk(length: number): number {
    const last = this.fresh.at(-1);
    if (last !== undefined && this.hasRoom(last, FRESH_HEAD + length + MARGIN)) return last;
    const number = this.begin(true);
    this.fresh.push(number);
    const [oldest] = this.fresh;
    if (oldest !== undefined && oldest !== number && this.fresh.length * CHUNK > this.mostFresh) {
      this.fresh.shift();
      this.settleAll(oldest);
    }
    return number;
  }

  private beginFresh(line: number, length: number): Address {
    const address = this.stand(this.freshChunk(length), FRESH_HEAD + length);
    this.view.setUint16(address, length, true);
    this.view.setInt32(address + HEAD, line, true);
    return address;
  }

  private settleAll(number: number): void {
    const { end } = this.chunks[number] as Chunk;
    for (let address = addressOf(number); address < end; ) {
      const line = this.view.getInt32(address + HEAD, true);
      const first = address + FRESH_HEAD;
      const next = first + this.view.getUint16(address, true);
      if (this.owner.standsAt(line, address)) this.owner.moved(line, this.settle(first, next));
      address = next;
    }
    this.letGo(number);
  }

  /** Moves a text into the chunk of shortened ones, packed where its wording is known; returns where it stands now. */
  private settle(from: number, to: number): Address {
    const { wordings } = this;
    const wording = wordings.pack(this.view, from, to);
    if (wording === NO_WORDING) {
      const address = this.beginSettled(to - from, to - from);
      this.bytes.copyWithin(address + HEAD, from, to);
      return address;
    }
    const { length, packed } = wordings;
    const address = this.beginSettled(wording | PACKED, length);
    const { view } = this;
    for (let at = 0; at < length; at++) view.setUint8(address + HEAD + at, packed.getUint8(at));
    return address;
  }

  private beginSettled(head: number, length: number): Address {
    if (this.settled === -1 || !this.hasRoom(this.settled, HEAD + length)) this.settled = this.begin(false);
    const address = this.stand(this.settled, HEAD + length);
    this.view.setUint16(address, head, true);
    return address;
  }

  /** The next bytes of a chunk that has room for them. */
  private stand(number: number, bytes: number): Address {
    const chunk = this.chunks[number] as Chunk;
    const address = chunk.end;
    chunk.end = address + bytes;
    chunk.all++;
    chunk.used++;
    return address;
  }

  private begin(isFresh: boolean): number {
    const number = this.free.pop() ?? this.chunks.push(null) - 1;
    if (addressOf(number + 1) > this.bytes.length) this.grow(number + 1);
    this.chunks[number] = { isFresh, all: 0, used: 0, end: addressOf(number), isThin: false };
    return number;
  }

  private grow(chunks: number): void {
    const buffer = this.grown.grow(CHUNK * grownLength(this.bytes.length / CHUNK, chunks));
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
  }

  private letGo(number: number): void {
    this.chunks[number] = null;
    this.free.push(number);
  }

  private hasRoom(number: number, bytes: number): boolean {
    return (this.chunks[number] as Chunk).end + bytes <= addressOf(number + 1);
  }

  private chunkOf(address: Address): Chunk {
    return this.chunks[address >>> CHUNK_BITS] as Chunk;
  }
}

/** Address of the first byte of a chunk. */
function addressOf(chunk: number): Address {
  return chunk * CHUNK;
}
