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
 * Bytes that grow in place once they are many. Copying an array to a longer one leaves the old one to the garbage collector, and
 * libc keeps its pages. The memory of WebAssembly (there is no module) reserves address space for what it may become, 10 GB, but
 * only uses pages that were written to; where address space is scarce, bytes are copied after all.
 *
 * It is shared, though with nobody: memory that is not shared detaches its arrays when it grows, and from then on V8 checks for
 * that at every access to any array.
 */
export class GrowingBytes {
  private memory: Memory | null = null;
  private isRefused = typeof WebAssembly === 'undefined';

  constructor(
    public buffer: ArrayBufferLike,
    private readonly mostPages = MOST_PAGES,
  ) {}

  /** Grows to at least so many bytes. Earlier arrays still show the beginning of it, or else memory that is out of use. */
  grow(bytes: number): ArrayBufferLike {
    this.buffer = this.inPlace(Math.ceil(bytes / PAGE)) ?? this.copied(bytes);
    return this.buffer;
  }

  private inPlace(pages: number): ArrayBufferLike | null {
    if (PAGE * pages < LARGE || this.isRefused || typeof WebAssembly === 'undefined') return null;
    try {
      if (pages > this.mostPages) throw new RangeError('more than there is room for');
      if (this.memory !== null) this.memory.grow(pages - this.memory.buffer.byteLength / PAGE);
      else {
        this.memory = new WebAssembly.Memory({ initial: pages, maximum: this.mostPages, shared: true });
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
