/** How long what follows the head of a request is. */
export type BodyLength = number | 'chunked';

/** Longest line with the size of a chunk. */
const LONGEST_SIZE_LINE = 1024;
const LF = 10;
const CR = 13;

/** Passes over the body of a request, however it is cut into pieces. Remembers a few numbers, never the body. */
export class Body {
  /** Bytes of the body, or of the chunk, that are still to come. */
  private remaining: number;
  /**
   * Where in a body it stands: `plain` has a known length; one in chunks is before a chunk's size, in its data, or behind the
   * last.
   */
  private state: 'size' | 'data' | 'trailer' | 'plain';
  /** The chunk's size as far as it was read; -1 before its first digit. */
  private size = -1;
  private lineLength = 0;
  private isSizeRead = false;
  /** What follows is no valid body, and cannot be told apart from the next request. */
  isBroken = false;

  constructor(length: BodyLength) {
    this.state = length === 'chunked' ? 'size' : 'plain';
    this.remaining = length === 'chunked' ? 0 : length;
  }

  /** Bytes still to come of a body whose length was said; null of one in chunks. */
  get missing(): number | null {
    return this.state === 'plain' ? this.remaining : null;
  }

  get isOver(): boolean {
    return this.state === 'plain' && this.remaining === 0;
  }

  /** The place behind the body's end, or `end` when it goes on. */
  skip(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end && !this.isOver && !this.isBroken) {
      if (this.state === 'plain' || this.state === 'data') {
        const taken = Math.min(this.remaining, end - at);
        at += taken;
        this.remaining -= taken;
        if (this.remaining === 0 && this.state === 'data') this.beginLine('size');
      } else this.readByte(bytes[at++] as number);
    }
    return at;
  }

  /** Passes over bytes that were not captured; false when it cannot be told what they were. */
  skipUnseen(count: number): boolean {
    const isWithin = (this.state === 'plain' || this.state === 'data') && count <= this.remaining;
    if (!isWithin) return false;
    this.remaining -= count;
    if (this.remaining === 0 && this.state === 'data') this.beginLine('size');
    return true;
  }

  private readByte(byte: number): void {
    if (byte === LF) {
      if (this.state === 'trailer') {
        if (this.lineLength === 0) this.state = 'plain';
        else this.beginLine('trailer');
      } else this.endSize();
      return;
    }
    if (byte === CR) return;
    if (++this.lineLength > LONGEST_SIZE_LINE) this.isBroken = true;
    if (this.state !== 'size' || this.isSizeRead) return;
    const digit = hexDigit(byte);
    if (digit === -1) this.isSizeRead = true;
    else this.size = 16 * Math.max(this.size, 0) + digit;
    if (this.size > Number.MAX_SAFE_INTEGER / 16) this.isBroken = true;
  }

  private endSize(): void {
    // The line end that closes the data of the chunk before.
    if (this.lineLength === 0) return;
    if (this.size === 0) this.beginLine('trailer');
    else if (this.size === -1) this.isBroken = true;
    else {
      this.remaining = this.size;
      this.state = 'data';
    }
  }

  private beginLine(state: 'size' | 'trailer'): void {
    this.state = state;
    this.size = -1;
    this.lineLength = 0;
    this.isSizeRead = false;
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
