import type { OpenBlock } from './parse/open-block.ts';

const UNKNOWN = 0;
const YES = 1;
const NO = 2;

/**
 * What was decided of texts that come again and again, found by their bytes where they stand: one that is known is not cut
 * out of its block. What falls on the same slot replaces it: that costs one more decision and nothing else.
 */
export class JudgedBytes {
  private readonly answers: Uint8Array;
  private readonly lengths: Uint16Array;
  private readonly view: DataView;
  private readonly bytes: Uint8Array;
  private readonly shift: number;

  /** `slots`: a power of two. Texts longer than `longest` bytes, a multiple of four, are decided every time. */
  constructor(
    private readonly decide: (block: OpenBlock, start: number, end: number) => boolean,
    slots: number,
    private readonly longest: number,
  ) {
    this.answers = new Uint8Array(slots);
    this.lengths = new Uint16Array(slots);
    this.bytes = new Uint8Array(slots * longest);
    this.view = new DataView(this.bytes.buffer);
    this.shift = 32 - Math.log2(slots);
  }

  holds(block: OpenBlock, start: number, end: number): boolean {
    const { bytes, view } = block;
    const length = end - start;
    if (length > this.longest) return this.decide(block, start, end);
    const slot = hashOfBytes(view, bytes, start, end, length) >>> this.shift;
    if (
      this.answers[slot] !== UNKNOWN &&
      this.lengths[slot] === length &&
      this.isSame(slot, view, bytes, start)
    )
      return this.answers[slot] === YES;
    const answer = this.decide(block, start, end);
    this.answers[slot] = answer ? YES : NO;
    this.lengths[slot] = length;
    this.bytes.set(bytes.subarray(start, end), slot * this.longest);
    return answer;
  }

  private isSame(slot: number, view: DataView, bytes: Uint8Array, start: number): boolean {
    const own = slot * this.longest;
    const length = this.lengths[slot] as number;
    let at = 0;
    for (; at + 4 <= length; at += 4)
      if (this.view.getInt32(own + at, true) !== view.getInt32(start + at, true)) return false;
    for (; at < length; at++) if (this.bytes[own + at] !== bytes[start + at]) return false;
    return true;
  }
}

/** 32 bits that differ for most bytes that differ. */
export function hashOfBytes(
  view: DataView,
  bytes: Uint8Array,
  start: number,
  end: number,
  seed: number,
): number {
  let even = seed;
  let odd = end - start;
  let at = start;
  // Two at a time: neither waits for the other's multiplication.
  for (; at + 8 <= end; at += 8) {
    even = Math.imul(((even << 5) | (even >>> 27)) ^ view.getInt32(at, true), 0x9e3779b1);
    odd = Math.imul(((odd << 5) | (odd >>> 27)) ^ view.getInt32(at + 4, true), 0x85ebca6b);
  }
  for (; at < end; at++) even = Math.imul(((even << 5) | (even >>> 27)) ^ (bytes[at] as number), 0x9e3779b1);
  const mixed = even ^ ((odd << 13) | (odd >>> 19));
  // The high bits are the well mixed ones.
  const spread = Math.imul(mixed ^ (mixed >>> 15), 0x9e3779b1);
  return spread ^ (spread >>> 16);
}
