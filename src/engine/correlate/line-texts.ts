import { NO_WORDING, Wordings } from './wordings.ts';

/** Where a text stands, as a whole number of 32 bits. */
export type Address = number;

const CHUNK_BITS = 16;
const CHUNK = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK - 1;
/** Who copies four bytes at a time writes up to three behind the end. */
const MARGIN = 3;

/** Before each text: its length in bytes, or its wording with this bit; before one that is as it came, its line, too. */
const HEAD = 2;
const FRESH_HEAD = 6;
const PACKED = 0x8000;
/** In bytes. */
export const LONGEST_TEXT = 2048;
const MOST_SPARE = 16;
/** Fewer than one of this many texts is needed. */
const THIN = 3;

/** `all`: texts that were written to it, `used`: those that are still needed, `end`: of what is written. */
type Chunk = {
  readonly bytes: Uint8Array;
  /** The same bytes. */
  readonly view: DataView;
  readonly isFresh: boolean;
  all: number;
  used: number;
  end: number;
  isThin: boolean;
};

/** Whose texts these are: told when one stands elsewhere. */
export type TextOwner = {
  standsAt(line: number, address: Address): boolean;
  moved(line: number, address: Address): void;
};

/**
 * The texts of lines, one behind the other in chunks: the latest as they came, the others as short as their wording allows.
 * A chunk without any is let go; one with few is thin: its texts are to be moved, so that it can be.
 */
export class LineTexts {
  private readonly wordings = new Wordings();
  private readonly chunks: (Chunk | null)[] = [];
  private readonly free: number[] = [];
  /** Oldest first; the last one is being filled. */
  private fresh: number[] = [];
  /** Of chunks that were let go: V8 would keep them until it collects garbage. */
  private readonly spare: DataView[] = [];
  /** The one that short ones are added to; none yet. */
  private settled = -1;
  private readonly unpacked = new Uint8Array(LONGEST_TEXT);
  private readonly unpackedView = new DataView(this.unpacked.buffer);
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** `mostFresh`: so many bytes are kept as they came, and a chunk at least. */
  constructor(
    private readonly owner: TextOwner,
    private readonly mostFresh: number,
  ) {}

  /** A copy of the first bytes, `LONGEST_TEXT` at most. */
  add(line: number, bytes: Uint8Array, length: number): Address {
    const number = this.freshChunk(length);
    const chunk = this.chunks[number] as Chunk;
    const start = this.beginFresh(chunk, line, length);
    chunk.bytes.set(bytes.subarray(0, length), start + FRESH_HEAD);
    return addressOf(number, start);
  }

  /** The same of some bytes of a block. For short ones: it is done before a part of the array for `set` would be made. */
  addPart(line: number, block: DataView, from: number, to: number): Address {
    const number = this.freshChunk(to - from);
    const chunk = this.chunks[number] as Chunk;
    const start = this.beginFresh(chunk, line, to - from);
    const { view } = chunk;
    for (let at = from, into = start + FRESH_HEAD; at < to; at += 4, into += 4)
      view.setInt32(into, block.getInt32(at, true), true);
    return addressOf(number, start);
  }

  read(address: Address): string {
    const chunk = this.chunkOf(address);
    const start = address & CHUNK_MASK;
    const head = chunk.view.getUint16(start, true);
    if ((head & PACKED) === 0) {
      const first = start + (chunk.isFresh ? FRESH_HEAD : HEAD);
      return this.decoder.decode(chunk.bytes.subarray(first, first + head));
    }
    const length = this.copy(address, this.unpacked, 0);
    return this.decoder.decode(this.unpacked.subarray(0, length));
  }

  /** Writes it there; how many bytes it is. */
  copy(address: Address, into: Uint8Array, at: number): number {
    const chunk = this.chunkOf(address);
    const start = address & CHUNK_MASK;
    const head = chunk.view.getUint16(start, true);
    if ((head & PACKED) !== 0)
      return this.wordings.unpack(head & ~PACKED, chunk.view, start + HEAD, into, at);
    const first = start + (chunk.isFresh ? FRESH_HEAD : HEAD);
    into.set(chunk.bytes.subarray(first, first + head), at);
    return head;
  }

  /** It is needed no longer. */
  drop(address: Address): void {
    const chunk = this.chunkOf(address);
    const head = chunk.view.getUint16(address & CHUNK_MASK, true);
    if ((head & PACKED) !== 0) this.wordings.drop(head & ~PACKED);
    chunk.used--;
  }

  /** Where it stands from now on: the same, unless few stand beside it. */
  move(address: Address): Address {
    const chunk = this.chunkOf(address);
    if (!chunk.isThin) return address;
    const length = this.copy(address, this.unpacked, 0);
    const moved = this.settle(this.unpackedView, 0, length);
    this.drop(address);
    return moved;
  }

  /** Lets go of chunks that nobody needs, and says which are thin. */
  tidy(): void {
    const filling = this.fresh.pop();
    const kept: number[] = [];
    for (const number of this.fresh) {
      const { used, all } = this.chunks[number] as Chunk;
      if (THIN * used < all) this.settleAll(number);
      else kept.push(number);
    }
    if (filling !== undefined) kept.push(filling);
    this.fresh = kept;
    for (const [number, chunk] of this.chunks.entries()) {
      if (chunk === null || chunk.isFresh || number === this.settled) continue;
      chunk.isThin = THIN * chunk.used < chunk.all;
      if (chunk.used === 0) this.letGo(number);
    }
  }

  /** With room for so many bytes. */
  private freshChunk(length: number): number {
    const last = this.fresh.at(-1);
    if (last !== undefined && hasRoom(this.chunks[last] as Chunk, FRESH_HEAD + length + MARGIN)) return last;
    const number = this.begin(true);
    this.fresh.push(number);
    const [oldest] = this.fresh;
    if (oldest !== undefined && oldest !== number && this.fresh.length * CHUNK > this.mostFresh) {
      this.fresh.shift();
      this.settleAll(oldest);
    }
    return number;
  }

  private beginFresh(chunk: Chunk, line: number, length: number): number {
    const start = chunk.end;
    chunk.view.setUint16(start, length, true);
    chunk.view.setInt32(start + HEAD, line, true);
    chunk.end = start + FRESH_HEAD + length;
    chunk.all++;
    chunk.used++;
    return start;
  }

  private settleAll(number: number): void {
    const { view, end } = this.chunks[number] as Chunk;
    for (let start = 0; start < end; ) {
      const line = view.getInt32(start + HEAD, true);
      const first = start + FRESH_HEAD;
      const next = first + view.getUint16(start, true);
      if (this.owner.standsAt(line, addressOf(number, start)))
        this.owner.moved(line, this.settle(view, first, next));
      start = next;
    }
    this.letGo(number);
  }

  /** As short as its wording allows. */
  private settle(bytes: DataView, from: number, to: number): Address {
    const { wordings } = this;
    const wording = wordings.pack(bytes, from, to);
    const length = wording === NO_WORDING ? to - from : wordings.length;
    if (this.settled === -1 || !hasRoom(this.chunks[this.settled] as Chunk, HEAD + length))
      this.settled = this.begin(false);
    const chunk = this.chunks[this.settled] as Chunk;
    const start = chunk.end;
    chunk.view.setUint16(start, wording === NO_WORDING ? length : wording | PACKED, true);
    const source = wording === NO_WORDING ? bytes : wordings.packed;
    const first = wording === NO_WORDING ? from : 0;
    for (let at = 0; at < length; at++) chunk.view.setUint8(start + HEAD + at, source.getUint8(first + at));
    chunk.end = start + HEAD + length;
    chunk.all++;
    chunk.used++;
    return addressOf(this.settled, start);
  }

  private begin(isFresh: boolean): number {
    const number = this.free.pop() ?? this.chunks.push(null) - 1;
    const view = this.spare.pop() ?? new DataView(new ArrayBuffer(CHUNK));
    const bytes = new Uint8Array(view.buffer);
    this.chunks[number] = { bytes, view, isFresh, all: 0, used: 0, end: 0, isThin: false };
    return number;
  }

  private letGo(number: number): void {
    if (this.spare.length < MOST_SPARE) this.spare.push((this.chunks[number] as Chunk).view);
    this.chunks[number] = null;
    this.free.push(number);
  }

  private chunkOf(address: Address): Chunk {
    return this.chunks[address >>> CHUNK_BITS] as Chunk;
  }
}

function addressOf(chunk: number, start: number): Address {
  return ((chunk << CHUNK_BITS) | start) >>> 0;
}

function hasRoom({ end }: Chunk, length: number): boolean {
  return end + length <= CHUNK;
}
