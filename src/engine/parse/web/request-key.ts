import { hashOfBytes } from '../../judged-bytes.ts';
import type { OpenBlock } from '../open-block.ts';

/** Places beyond this many are not part of the key. */
const MOST_PARTS = 64;

/**
 * The places of a line that together say what is asked for and how it was answered: in an access log all that stands
 * behind the stamp, in a record the values of some keys. One is reused for all lines; a copy has bytes of its own.
 */
export class RequestKey {
  /** The shape of the line: in lines of another shape the same places mean something else. */
  kind = 0;
  /** The sum of the parts' lengths, in bytes. */
  length = 0;
  private parts = 0;

  constructor(
    private readonly starts = new Int32Array(MOST_PARTS),
    private readonly ends = new Int32Array(MOST_PARTS),
    private readonly bytes = new Uint8Array(0),
  ) {}

  begin(kind: number): void {
    this.kind = kind;
    this.length = 0;
    this.parts = 0;
  }

  /** Adds a place to the key, up to `MOST_PARTS`. */
  add(start: number, end: number): void {
    this.starts[this.parts] = start;
    this.ends[this.parts] = end;
    this.parts++;
    this.length += end - start;
  }

  /** A hash of the key's bytes in their block. */
  hashIn({ view, bytes }: OpenBlock): number {
    let hash = this.kind;
    for (let part = 0; part < this.parts; part++)
      hash = hashOfBytes(view, bytes, this.starts[part] as number, this.ends[part] as number, hash);
    return hash;
  }

  /** Whether `other` has in the block the bytes that this copy has. */
  isSameIn({ bytes }: OpenBlock, other: RequestKey): boolean {
    const own = this.bytes;
    if (this.kind !== other.kind || this.length !== other.length || this.parts !== other.parts) return false;
    let to = 0;
    for (let part = 0; part < this.parts; part++) {
      const start = other.starts[part] as number;
      const end = other.ends[part] as number;
      if (end - start !== (this.ends[part] as number) - (this.starts[part] as number)) return false;
      for (let at = start; at < end; at++) if (bytes[at] !== own[to++]) return false;
    }
    return true;
  }

  copyOf({ bytes }: OpenBlock): RequestKey {
    const own = new Uint8Array(this.length);
    const copy = new RequestKey(new Int32Array(this.parts), new Int32Array(this.parts), own);
    copy.begin(this.kind);
    for (let part = 0; part < this.parts; part++) {
      const start = this.starts[part] as number;
      const end = this.ends[part] as number;
      own.set(bytes.subarray(start, end), copy.length);
      copy.add(copy.length, copy.length + end - start);
    }
    return copy;
  }
}
