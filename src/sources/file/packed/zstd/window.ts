import { Damage } from './damage.ts';

/** What was unpacked last, in a ring: later bytes are copies of these. */
export class Window {
  private readonly ring: Uint8Array;
  /** Where the next byte goes. */
  private at = 0;
  /** Bytes that were ever written, as far as they may be copied. */
  private written = 0;

  constructor(size: number) {
    this.ring = new Uint8Array(size);
  }

  get place(): number {
    return this.at;
  }

  /** What was written since it stood at `place`: less than a whole turn. */
  *since(place: number, length: number): Generator<Buffer> {
    const { buffer } = this.ring;
    const end = Math.min(this.ring.length, place + length);
    if (end > place) yield Buffer.from(buffer, place, end - place);
    const rest = length - (end - place);
    if (rest > 0) yield Buffer.from(buffer, 0, rest);
  }

  put(bytes: Uint8Array, from: number, to: number): void {
    const { ring } = this;
    let { at } = this;
    if (to - from <= SHORT && at + to - from < ring.length) {
      for (let index = from; index < to; index++) ring[at++] = bytes[index] as number;
      this.at = at;
      this.written += to - from;
      return;
    }
    for (let index = from; index < to; ) {
      const count = Math.min(to - index, ring.length - this.at);
      ring.set(bytes.subarray(index, index + count), this.at);
      this.advance(count);
      index += count;
    }
  }

  fill(byte: number, length: number): void {
    for (let left = length; left > 0; ) {
      const count = Math.min(left, this.ring.length - this.at);
      this.ring.fill(byte, this.at, this.at + count);
      this.advance(count);
      left -= count;
    }
  }

  /** Writes what stands `offset` bytes back once more; it may overlap what is written. */
  repeat(offset: number, length: number): void {
    const { ring } = this;
    const size = ring.length;
    if (offset < 1 || offset > this.written || offset > size) throw new Damage();
    let { at } = this;
    let from = at - offset;
    if (from < 0) from += size;
    if (at + length < size && from + length < size) {
      for (const end = at + length; at < end; ) ring[at++] = ring[from++] as number;
      this.at = at;
    } else {
      for (let count = 0; count < length; count++) {
        ring[at] = ring[from] as number;
        at = at + 1 === size ? 0 : at + 1;
        from = from + 1 === size ? 0 : from + 1;
      }
      this.at = at;
    }
    this.written += length;
  }

  private advance(count: number): void {
    this.at = this.at + count === this.ring.length ? 0 : this.at + count;
    this.written += count;
  }
}

/** Up to here a loop is faster than a call. */
const SHORT = 32;
