/** Number of a wording, from 1. */
export type Wording = number;
export const NO_WORDING: Wording = 0;

/** How many are known at a time, and of how long lines: what attackers write must not fill the memory. */
const MOST = 4096;
const LONGEST = 512;
/** How many lines are remembered that came once. */
const SEEN = 1024;

/** Ends the digits of a number; half a byte, like each digit. */
const END = 15;
const ZERO = 48;

/**
 * What stands before, between and behind the numbers, one after the other, and how long each of these is. `lines`: so many
 * have it.
 */
type Known = {
  readonly words: DataView;
  readonly lengths: Uint16Array;
  readonly hash: number;
  lines: number;
};

/**
 * What lines say but for their numbers. Thousands of lines of an attack differ in the time, the process, the address and the
 * port only: such a line is the number of its wording and its digits, two a byte, a fifth of it. Nothing is assumed
 * of any format: a wording is one that came twice.
 */
export class Wordings {
  private readonly known: (Known | null)[] = [null];
  private readonly byHash = new Map<number, Wording>();
  private readonly free: Wording[] = [];
  private readonly seen = new Int32Array(SEEN);
  /** Where each part between numbers begins and ends, in the line that is being packed. */
  private readonly parts = new Uint16Array(LONGEST + 2);
  /** The digits that `pack` found, and how many bytes they take. */
  private readonly digits = new Uint8Array(LONGEST);
  readonly packed = new DataView(this.digits.buffer);
  length = 0;

  /** The wording of these bytes, which one more line has now, and their digits; `NO_WORDING`: they are kept as they are. */
  pack(bytes: DataView, from: number, to: number): Wording {
    if (to - from > LONGEST) return NO_WORDING;
    const { digits, parts } = this;
    let hash = 1;
    let halves = 0;
    let before = 0;
    let count = 0;
    parts[count++] = 0;
    for (let at = from; at < to; ) {
      let byte = bytes.getUint8(at);
      if (!isDigit(byte)) {
        hash = (Math.imul(hash, 31) + byte) | 0;
        at++;
        continue;
      }
      hash = Math.imul(hash, 31);
      parts[count++] = at - from;
      do {
        if ((halves & 1) === 0) before = byte - ZERO;
        else digits[halves >> 1] = before | ((byte - ZERO) << 4);
        halves++;
        if (++at === to) break;
        byte = bytes.getUint8(at);
      } while (isDigit(byte));
      parts[count++] = at - from;
      if ((halves & 1) === 0) before = END;
      else digits[halves >> 1] = before | (END << 4);
      halves++;
    }
    parts[count++] = to - from;
    if ((halves & 1) === 1) digits[halves >> 1] = before;
    this.length = (halves + 1) >> 1;
    return this.find(hash, bytes, from, count);
  }

  /** Writes the line of that wording whose digits stand at `from`; how many bytes it is. */
  unpack(wording: Wording, packed: DataView, from: number, into: Uint8Array, at = 0): number {
    const { words, lengths } = this.known[wording] as Known;
    let halves = 2 * from;
    let read = 0;
    let written = at;
    for (let part = 0; part < lengths.length; part++) {
      if (part > 0)
        for (let digit = half(packed, halves++); digit !== END; digit = half(packed, halves++))
          into[written++] = ZERO + digit;
      for (let left = lengths[part] as number; left > 0; left--) into[written++] = words.getUint8(read++);
    }
    return written - at;
  }

  /** How many bytes the digits of a line of that wording take. */
  packedLength(wording: Wording, packed: DataView, from: number): number {
    let numbers = (this.known[wording] as Known).lengths.length - 1;
    let at = from;
    for (; numbers > 0; at++) {
      const both = packed.getUint8(at);
      if ((both & 15) === END) numbers--;
      if (both >> 4 === END) numbers--;
    }
    return at - from;
  }

  /** A line of this wording was dropped. */
  drop(wording: Wording): void {
    const known = this.known[wording] as Known;
    if (--known.lines > 0) return;
    this.byHash.delete(known.hash);
    this.known[wording] = null;
    this.free.push(wording);
  }

  private find(hash: number, bytes: DataView, from: number, count: number): Wording {
    const wording = this.byHash.get(hash);
    if (wording === undefined) return this.learn(hash, bytes, from, count);
    const known = this.known[wording] as Known;
    if (!this.isWordedSo(known, bytes, from, count)) return NO_WORDING;
    known.lines++;
    return wording;
  }

  private learn(hash: number, bytes: DataView, from: number, count: number): Wording {
    const slot = hash & (SEEN - 1);
    if (this.seen[slot] !== hash || this.byHash.size >= MOST) {
      this.seen[slot] = hash;
      return NO_WORDING;
    }
    const wording = this.free.pop() ?? this.known.push(null) - 1;
    const { parts } = this;
    const words: number[] = [];
    const lengths = new Uint16Array(count >> 1);
    for (let part = 0; part < count; part += 2) {
      const end = parts[part + 1] as number;
      lengths[part >> 1] = end - (parts[part] as number);
      for (let at = parts[part] as number; at < end; at++) words.push(bytes.getUint8(from + at));
    }
    this.known[wording] = { words: new DataView(Uint8Array.from(words).buffer), lengths, hash, lines: 1 };
    this.byHash.set(hash, wording);
    return wording;
  }

  /** Whether the bytes really are of this wording: two different ones may have the same hash. */
  private isWordedSo({ words, lengths }: Known, bytes: DataView, from: number, count: number): boolean {
    const { parts } = this;
    if (2 * lengths.length !== count) return false;
    let read = 0;
    for (let part = 0; part < count; part += 2) {
      const end = from + (parts[part + 1] as number);
      let at = from + (parts[part] as number);
      if (end - at !== lengths[part >> 1]) return false;
      for (; at + 4 <= end; at += 4, read += 4)
        if (bytes.getInt32(at, true) !== words.getInt32(read, true)) return false;
      for (; at < end; at++, read++) if (bytes.getUint8(at) !== words.getUint8(read)) return false;
    }
    return true;
  }
}

function isDigit(byte: number): boolean {
  return (byte - ZERO) >>> 0 <= 9;
}

function half(packed: DataView, at: number): number {
  const both = packed.getUint8(at >> 1);
  return (at & 1) === 0 ? both & 15 : both >> 4;
}
