import { int32s, uint8s, uint32s } from '../table/arrays.ts';
/** Different values kept for a group, with their times; further ones take the place of the oldest. */
export const MOST_KEPT = 64;
const BITMAP_BYTES = 8192;
/** What became of a value. */
const FAILED = 0;
const FINE = 1;
const SEEN = 2;
/** Groups whose values are counted exactly beyond those kept: 4 MB. */
const MOST_BITMAPS = 512;

/**
 * For each group (a source and a host, or a source and a port) the latest different values (ports, or hosts) that it
 * tried, when, and whether anything came of it.
 */
export class Probes {
  /** Different values ever, and those of them of which something came. */
  readonly total: Uint32Array;
  readonly fine: Uint32Array;
  private readonly values: Int32Array;
  private readonly ticks: Int32Array;
  private readonly isFine: Uint8Array;
  private readonly kept: Uint8Array;
  private readonly next: Uint8Array;
  private readonly bitmaps = new Map<number, Uint8Array>();

  constructor(groups: number) {
    this.total = uint32s(groups);
    this.fine = uint32s(groups);
    this.values = int32s(groups * MOST_KEPT);
    this.ticks = int32s(groups * MOST_KEPT);
    this.isFine = uint8s(groups * MOST_KEPT);
    this.kept = uint8s(groups);
    this.next = uint8s(groups);
  }

  clear(group: number): void {
    this.total[group] = 0;
    this.fine[group] = 0;
    this.kept[group] = 0;
    this.next[group] = 0;
    this.bitmaps.delete(group);
  }

  /** True when the value is new. */
  add(group: number, value: number, tick: number): boolean {
    const base = group * MOST_KEPT;
    const known = this.find(group, value);
    if (known !== -1) {
      this.ticks[known] = tick;
      return false;
    }
    const kept = this.kept[group] as number;
    let at = base + kept;
    if (kept < MOST_KEPT) this.kept[group] = kept + 1;
    else {
      at = base + (this.next[group] as number);
      this.next[group] = ((this.next[group] as number) + 1) % MOST_KEPT;
    }
    const isNew = kept < MOST_KEPT || this.mark(group, value);
    this.values[at] = value;
    this.ticks[at] = tick;
    // One that was told apart before and comes back is counted already, whatever becomes of it.
    this.isFine[at] = isNew ? FAILED : SEEN;
    if (isNew) this.total[group] = (this.total[group] as number) + 1;
    return isNew;
  }

  /** Something came of it: it was no probe. */
  absolve(group: number, value: number): void {
    const at = this.find(group, value);
    if (at === -1 || this.isFine[at] !== FAILED) return;
    this.isFine[at] = FINE;
    this.fine[group] = (this.fine[group] as number) + 1;
  }

  /** Values of which nothing came, in the time up to `tick`. */
  failedSince(group: number, since: number): number {
    const base = group * MOST_KEPT;
    let count = 0;
    for (let at = base + (this.kept[group] as number) - 1; at >= base; at--) {
      if (this.isFine[at] === FAILED && (this.ticks[at] as number) > since) count++;
    }
    return count;
  }

  /** Most values of which nothing came within any stretch of `span` ticks. */
  mostWithin(group: number, span: number): number {
    const base = group * MOST_KEPT;
    const times: number[] = [];
    for (let at = base; at < base + (this.kept[group] as number); at++) {
      if (this.isFine[at] === FAILED) times.push(this.ticks[at] as number);
    }
    times.sort((a, b) => a - b);
    let most = 0;
    let first = 0;
    for (const [last, time] of times.entries()) {
      while ((times[first] as number) <= time - span) first++;
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  private find(group: number, value: number): number {
    const base = group * MOST_KEPT;
    const { values } = this;
    for (let at = base + (this.kept[group] as number) - 1; at >= base; at--) {
      if (values[at] === value) return at;
    }
    return -1;
  }

  /** Whether the value was never there, as far as can be told. */
  private mark(group: number, value: number): boolean {
    let bitmap = this.bitmaps.get(group);
    if (!bitmap) {
      if (this.bitmaps.size >= MOST_BITMAPS) return true;
      bitmap = new Uint8Array(BITMAP_BYTES);
      this.bitmaps.set(group, bitmap);
      const base = group * MOST_KEPT;
      for (let at = base; at < base + MOST_KEPT; at++) setBit(bitmap, this.values[at] as number);
    }
    return setBit(bitmap, value);
  }
}

/** Values beyond 16 bits (addresses) share bits: what is counted of them is a lower bound. */
function setBit(bitmap: Uint8Array, value: number): boolean {
  const at = (value & 0xffff) >> 3;
  const bit = 1 << (value & 7);
  const was = bitmap[at] as number;
  bitmap[at] = was | bit;
  return (was & bit) === 0;
}
