import type { EpochMs } from '../../../model/time.ts';
import { float64s, uint8s, uint16s, uint32s } from '../../arrays/uncounted-arrays.ts';
import type { Handle } from '../table/addresses.ts';

/** Addresses that are told apart within a second; further ones are not counted. */
const MOST_PER_SECOND = 512;
/**
 * Addresses that are reported of a second, those with the highest counts: a storm with invented addresses would be an event
 * for every packet.
 */
const MOST_TOLD = 64;
/** Addresses whose whole traffic is counted, so that shares of it can be told. */
const MOST_TALLIED = 2048;
const NOWHERE = -1;

/** The beginning of a message that is kept of each: enough for the longest name that DNS knows. */
const KEPT_BYTES = 336;

export type SecondCount = {
  readonly count: number;
  readonly time: EpochMs;
  readonly packet: number;
  /** Largest of what came along, and the beginning of the message that brought it. */
  readonly largest: number;
  readonly message: Uint8Array;
};

/** Counts by address within one second, so that a storm makes one event and not thousands. Its memory is used again. */
export class PerSecond {
  /** How many addresses of a second were counted and not reported, or not even counted. */
  displaced = 0;
  private readonly places = new Map<Handle, number>();
  private readonly counts = uint32s(MOST_PER_SECOND);
  private readonly times = float64s(MOST_PER_SECOND);
  private readonly packets = float64s(MOST_PER_SECOND);
  private readonly largest = uint16s(MOST_PER_SECOND);
  private readonly messages = uint8s(MOST_PER_SECOND * KEPT_BYTES);

  constructor(private readonly tell: (who: Handle, counted: SecondCount) => void) {}

  /** `bytes` from `start` to `end`: a message of this `size`. False when there are too many in this second to count it. */
  add(
    who: Handle,
    time: EpochMs,
    packet: number,
    size: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): boolean {
    const place = this.places.get(who) ?? this.open(who);
    if (place === NOWHERE) return false;
    this.counts[place] = (this.counts[place] as number) + 1;
    this.times[place] = time;
    this.packets[place] = packet;
    if (size <= (this.largest[place] as number)) return true;
    this.largest[place] = size;
    const from = place * KEPT_BYTES;
    this.messages.fill(0, from, from + KEPT_BYTES);
    this.messages.set(bytes.subarray(start, Math.min(end, start + KEPT_BYTES)), from);
    return true;
  }

  turn(): void {
    const { places, counts } = this;
    if (places.size === 0) return;
    const all = [...places];
    if (all.length > MOST_TOLD) all.sort(([, a], [, b]) => (counts[b] as number) - (counts[a] as number));
    places.clear();
    this.displaced += Math.max(0, all.length - MOST_TOLD);
    for (const [who, place] of all.slice(0, MOST_TOLD)) this.tell(who, this.at(place));
  }

  private open(who: Handle): number {
    const place = this.places.size;
    if (place >= MOST_PER_SECOND) {
      this.displaced++;
      return NOWHERE;
    }
    this.places.set(who, place);
    this.counts[place] = 0;
    this.largest[place] = 0;
    return place;
  }

  private at(place: number): SecondCount {
    const from = place * KEPT_BYTES;
    return {
      count: this.counts[place] as number,
      time: this.times[place] as number,
      packet: this.packets[place] as number,
      largest: this.largest[place] as number,
      message: this.messages.slice(from, from + KEPT_BYTES),
    };
  }
}

/** How many of something for each address within one second. Who comes after the first few thousand is not counted. */
export class Tally {
  private counts = new Map<Handle, number>();

  add(who: Handle): void {
    const known = this.counts.get(who);
    if (known !== undefined || this.counts.size < MOST_TALLIED) this.counts.set(who, (known ?? 0) + 1);
  }

  count(who: Handle): number {
    return this.counts.get(who) ?? 0;
  }

  clear(): void {
    if (this.counts.size > 0) this.counts = new Map();
  }
}
