const SMALLEST = 256;
/** Bytes of buffers that nobody uses at present. */
const MOST_SPARE = 4 << 20;

/** Room for heads of requests that come in parts. It is used again: who never finishes them makes no garbage. */
export class HeadBuffers {
  /** By their sizes, powers of two. */
  private readonly spare = new Map<number, Uint8Array[]>();
  private kept = 0;

  /** Of what was in it before, something may be left. */
  take(wanted: number): Uint8Array {
    let size = SMALLEST;
    while (size < wanted) size *= 2;
    const buffer = this.spare.get(size)?.pop();
    if (buffer === undefined) return new Uint8Array(size);
    this.kept -= size;
    return buffer;
  }

  give(buffer: Uint8Array): void {
    const size = buffer.length;
    if (size === 0 || this.kept + size > MOST_SPARE) return;
    const others = this.spare.get(size);
    if (others) others.push(buffer);
    else this.spare.set(size, [buffer]);
    this.kept += size;
  }
}
