import { type LogEvent, retainText } from '../../model/log-event.ts';
import { SECOND_MS } from '../../model/time.ts';
import { ipv4Bits, ipv4Text, NOT_IPV4 } from '../address/ipv4.ts';

/** Requests of one source that are reported as one event: an event for each would cost more than everything else. */
const TOLD_TOGETHER = 100;
/** Requests that were not reported within this time are forgotten: slow sources are never reported. */
const FORGOTTEN_MS = 10 * SECOND_MS;
/** Sources within that time; of more only how many requests they make. */
const MOST = 65_536;

export type SavedBusy = {
  readonly period: number;
  readonly counts: readonly (readonly [source: string, count: number])[];
  /** Missing in what older versions saved. */
  readonly uncounted?: number;
};

/** Numbers of a slot: an address, the period that it is of, and its count. */
const STRIDE = 3;
const PERIOD = 1;
const COUNT = 2;
const FEWEST_SLOTS = 1024;

/**
 * Tells of each source every hundred requests that came within ten seconds, so that a rule can count them in a window of
 * its own without looking at each request.
 *
 * Nearly every request of a site with many visitors is the first of its source in its period, so that nothing may be made
 * for a source: IPv4 addresses are numbers in a table, where what is of an older period counts as free.
 */
export class BusySources {
  private period = Number.NEGATIVE_INFINITY;
  /** The current period as slots name it; a slot that was never used has 0. */
  private mark = 1;
  private slots = new Int32Array(STRIDE * FEWEST_SLOTS);
  private used = 0;
  private readonly others = new Map<string, number>();
  /** Requests of the latest event's source in this period that were not told together yet, with that one. */
  latest = 0;
  /** Requests of sources beyond the limit. */
  uncounted = 0;

  /** How many requests of the event's source are to be told with this one; 0 for nearly all. */
  add(event: LogEvent): number {
    const { time, count } = event;
    this.latest = 0;
    const period = Math.floor(time / FORGOTTEN_MS);
    if (period > this.period) this.begin(period);
    const bits = event.srcBits ?? NOT_IPV4;
    if (bits !== NOT_IPV4) return this.addBits(bits, count);
    const { srcIp } = event;
    if (srcIp === null) return 0;
    const own = ipv4Bits(srcIp);
    return own === NOT_IPV4 ? this.addOther(srcIp, count) : this.addBits(own, count);
  }

  save(): SavedBusy {
    const counts: [string, number][] = [];
    this.eachAddress((bits, count) => counts.push([ipv4Text(bits), count]));
    // Where an address stands depends on how large the table has been.
    counts.sort(([a], [b]) => (a < b ? -1 : 1));
    const { uncounted } = this;
    const period = Number.isFinite(this.period) ? this.period : 0;
    return { period, counts: [...counts, ...this.others], uncounted };
  }

  restore({ period, counts, uncounted = 0 }: SavedBusy): void {
    this.begin(period);
    this.uncounted = uncounted;
    for (const [source, count] of counts) {
      const bits = ipv4Bits(source);
      if (bits === NOT_IPV4) this.others.set(source, count);
      else this.addBits(bits, count);
    }
  }

  private begin(period: number): void {
    this.period = period;
    this.mark++;
    this.used = 0;
    this.others.clear();
  }

  private addBits(bits: number, count: number): number {
    const { slots } = this;
    const slot = this.slotOf(bits);
    if (slots[slot + PERIOD] === this.mark) {
      const sum = (slots[slot + COUNT] as number) + count;
      this.latest = sum;
      slots[slot + COUNT] = sum < TOLD_TOGETHER ? sum : 0;
      return sum < TOLD_TOGETHER ? 0 : sum;
    }
    if (this.isFull()) return this.leave(count);
    this.latest = count;
    slots[slot] = bits;
    slots[slot + PERIOD] = this.mark;
    slots[slot + COUNT] = count < TOLD_TOGETHER ? count : 0;
    this.used++;
    if (2 * STRIDE * this.used > slots.length) this.grow();
    return count < TOLD_TOGETHER ? 0 : count;
  }

  private addOther(source: string, count: number): number {
    const before = this.others.get(source);
    if (before === undefined && this.isFull()) return this.leave(count);
    const sum = (before ?? 0) + count;
    this.latest = sum;
    this.others.set(before === undefined ? retainText(source) : source, sum < TOLD_TOGETHER ? sum : 0);
    return sum < TOLD_TOGETHER ? 0 : sum;
  }

  private leave(count: number): number {
    this.uncounted += count;
    return 0;
  }

  private isFull(): boolean {
    return this.used + this.others.size >= MOST;
  }

  /** The slot of the address, or the one where it would be. */
  private slotOf(bits: number): number {
    const { slots, mark } = this;
    const mask = slots.length / STRIDE - 1;
    // The golden ratio spreads neighbours; the high half is the well mixed one.
    let at = (Math.imul(bits, 0x9e3779b1) >>> 8) & mask;
    while (slots[STRIDE * at + PERIOD] === mark && slots[STRIDE * at] !== bits) at = (at + 1) & mask;
    return STRIDE * at;
  }

  private eachAddress(tell: (bits: number, count: number) => void): void {
    const { slots, mark } = this;
    for (let slot = 0; slot < slots.length; slot += STRIDE)
      if (slots[slot + PERIOD] === mark) tell(slots[slot] as number, slots[slot + COUNT] as number);
  }

  private grow(): void {
    const counted: number[] = [];
    this.eachAddress((bits, count) => counted.push(bits, count));
    this.slots = new Int32Array(2 * this.slots.length);
    for (let at = 0; at < counted.length; at += 2) {
      const slot = this.slotOf(counted[at] as number);
      this.slots[slot] = counted[at] as number;
      this.slots[slot + PERIOD] = this.mark;
      this.slots[slot + COUNT] = counted[at + 1] as number;
    }
  }
}
