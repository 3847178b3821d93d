/** What WebAssembly calls so; the library of types that has it is a browser's. */
type Memory = { readonly buffer: SharedArrayBuffer; grow(pages: number): number };
type MemoryOptions = { readonly initial: number; readonly maximum: number; readonly shared: true };
declare const WebAssembly: { readonly Memory: new (options: MemoryOptions) => Memory } | undefined;

const PAGE = 1 << 16;
/** A gigabyte. */
const MOST_PAGES = 1 << 14;
/** Below this, a copy costs nothing; and an engine without attackers needs no address space of its own. */
const LARGE = 1 << 20;

/**
 * Bytes that grow where they are, once they are many: of arrays that are copied to longer ones, the old ones stayed until V8
 * looked for garbage, and libc kept their pages. The memory of a module that is none only takes address space for what it may
 * become (10 GB); where that is scarce, bytes are copied as ever. It is shared, though with nobody, for arrays that are not
 * lose their bytes when it grows, and for that V8 would make every access to any array ask whether they are lost.
 */
export class GrowingBytes {
  private memory: Memory | null = null;
  private isRefused = typeof WebAssembly === 'undefined';

  constructor(public buffer: ArrayBufferLike) {}

  /** So many at least; the buffer of before goes on to stand for its part, or for a copy. */
  grow(bytes: number): ArrayBufferLike {
    this.buffer = this.inPlace(bytes) ?? this.copied(bytes);
    return this.buffer;
  }

  private inPlace(bytes: number): ArrayBufferLike | null {
    if (bytes < LARGE || this.isRefused || typeof WebAssembly === 'undefined') return null;
    const pages = Math.ceil(bytes / PAGE);
    try {
      if (this.memory !== null) this.memory.grow(pages - this.memory.buffer.byteLength / PAGE);
      else {
        this.memory = new WebAssembly.Memory({ initial: pages, maximum: MOST_PAGES, shared: true });
        new Uint8Array(this.memory.buffer).set(new Uint8Array(this.buffer));
      }
      return this.memory.buffer;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.isRefused = true;
      this.memory = null;
      return null;
    }
  }

  private copied(bytes: number): ArrayBufferLike {
    const larger = new Uint8Array(bytes);
    larger.set(new Uint8Array(this.buffer));
    return larger.buffer;
  }
}
