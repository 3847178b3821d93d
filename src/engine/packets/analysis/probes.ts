import { int32s, uint8s, uint32s } from '../../arrays/uncounted-arrays.ts';

/** How many different values are kept for a group, with their times; further ones take the place of the oldest. */
const MOST_KEPT = 64;
const BITMAP_BYTES = 8192;
/** What became of a value, in the lowest bits. The bits above count how often the same question was sent again. */
const FAILED = 0;
const FINE = 1;
const FATE = 3;
const AGAIN = 4;
const MOST_AGAIN = 3;
/**
 * Ticks of 10 ms after which the same question counts as sent again. Sooner, it is one packet that a mirror port shows twice.
 */
const PAUSE = 50;
/** Ticks after which a program that wants an answer has asked again: programs do after 1 s and 3 s, and go on. */
const WAITED = 320;
const PATIENT = 2;
/** Groups whose values are counted exactly beyond those that are kept (4 MB). */
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
  private readonly fates: Uint8Array;
  /** Questions sent again, for values that are not kept any more as well. */
  private readonly sentAgain: Uint32Array;
  private readonly kept: Uint8Array;
  private readonly next: Uint8Array;
  private readonly bitmaps = new Map<number, Uint8Array>();

  constructor(groups: number) {
    this.total = uint32s(groups);
    this.fine = uint32s(groups);
    this.values = int32s(groups * MOST_KEPT);
    this.ticks = int32s(groups * MOST_KEPT);
    this.fates = uint8s(groups * MOST_KEPT);
    this.sentAgain = uint32s(groups);
    this.kept = uint8s(groups);
    this.next = uint8s(groups);
  }

  clear(group: number): void {
    this.total[group] = 0;
    this.fine[group] = 0;
    this.kept[group] = 0;
    this.next[group] = 0;
    this.sentAgain[group] = 0;
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
    // One that was counted before and comes back pushes nothing out: of a scan that asks twice, nothing would be left.
    if (kept === MOST_KEPT && !this.mark(group, value)) return false;
    let at = base + kept;
    if (kept < MOST_KEPT) this.kept[group] = kept + 1;
    else {
      at = base + (this.next[group] as number);
      this.next[group] = ((this.next[group] as number) + 1) % MOST_KEPT;
    }
    this.values[at] = value;
    this.ticks[at] = tick;
    this.fates[at] = FAILED;
    this.total[group] = (this.total[group] as number) + 1;
    return true;
  }

  /** Something came of it: it was no probe. */
  absolve(group: number, value: number): void {
    const at = this.find(group, value);
    if (at === -1 || !this.isFailed(at)) return;
    this.fates[at] = FINE;
    this.fine[group] = (this.fine[group] as number) + 1;
  }

  /** The same question was sent once more. */
  again(group: number, value: number, tick: number): void {
    const at = this.find(group, value);
    const isKept = at !== -1 && this.isFailed(at);
    if (isKept && tick - (this.ticks[at] as number) < PAUSE) return;
    this.sentAgain[group] = (this.sentAgain[group] as number) + 1;
    if (!isKept) return;
    this.ticks[at] = tick;
    const fate = this.fates[at] as number;
    if (fate < MOST_AGAIN * AGAIN) this.fates[at] = fate + AGAIN;
  }

  /** The network itself said that there is no way there: whoever asks gives up at once. */
  excuse(group: number, value: number): void {
    const at = this.find(group, value);
    if (at !== -1 && this.isFailed(at)) this.fates[at] = FAILED + MOST_AGAIN * AGAIN;
  }

  /**
   * Among the values that failed, the share whose question was sent again and again, as programs do that want an answer; 0 to
   * 1. Questions of the last seconds do not count.
   */
  patience(group: number, tick: number): number {
    const base = group * MOST_KEPT;
    let patient = 0;
    let gaveUp = 0;
    for (let at = base + (this.kept[group] as number) - 1; at >= base; at--) {
      if (!this.isFailed(at)) continue;
      const again = (this.fates[at] as number) >> 2;
      if (again >= PATIENT) patient++;
      else if (tick - (this.ticks[at] as number) >= WAITED) gaveUp++;
    }
    if (patient + gaveUp > 0) return patient / (patient + gaveUp);
    // More values are asked for than can be kept long enough.
    const failed = (this.total[group] as number) - (this.fine[group] as number);
    return Math.min(1, (this.sentAgain[group] as number) / Math.max(1, failed));
  }

  /** Values of which nothing came, in the time up to `tick`. */
  failedSince(group: number, since: number): number {
    const base = group * MOST_KEPT;
    let count = 0;
    for (let at = base + (this.kept[group] as number) - 1; at >= base; at--) {
      if (this.isFailed(at) && (this.ticks[at] as number) > since) count++;
    }
    return count;
  }

  /** Most values of which nothing came within any stretch of `span` ticks. */
  mostWithin(group: number, span: number): number {
    const base = group * MOST_KEPT;
    const times: number[] = [];
    for (let at = base; at < base + (this.kept[group] as number); at++) {
      if (this.isFailed(at)) times.push(this.ticks[at] as number);
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

  private isFailed(at: number): boolean {
    return ((this.fates[at] as number) & FATE) === FAILED;
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
