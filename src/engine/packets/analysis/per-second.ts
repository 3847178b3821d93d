import type { EpochMs } from '../../../model/time.ts';
import type { Handle } from '../table/addresses.ts';

/** Different ones told apart within a second; further ones are not. */
const MOST_PER_SECOND = 4096;

export type SecondCount = {
  count: number;
  time: EpochMs;
  packet: number;
  /** Largest of what came along, and what it was. */
  largest: number;
  sample: string;
};

/** Counts by address within one second, so that a storm makes one event and not thousands. */
export class PerSecond {
  displaced = 0;
  private counts = new Map<Handle, SecondCount>();

  constructor(private readonly tell: (who: Handle, counted: SecondCount) => void) {}

  /** False when there are too many in this second to count this one. */
  add(who: Handle, time: EpochMs, packet: number, size: number, sample: () => string): boolean {
    const known = this.counts.get(who);
    if (known) {
      known.count++;
      known.time = time;
      known.packet = packet;
      if (size > known.largest) {
        known.largest = size;
        known.sample = sample();
      }
    } else if (this.counts.size < MOST_PER_SECOND) {
      this.counts.set(who, { count: 1, time, packet, largest: size, sample: sample() });
    } else {
      this.displaced++;
      return false;
    }
    return true;
  }

  turn(): void {
    if (this.counts.size === 0) return;
    const counts = this.counts;
    this.counts = new Map();
    for (const [who, counted] of counts) this.tell(who, counted);
  }
}

/** How many of something for each address within one second. Who comes after the first few thousand is not counted. */
export class Tally {
  private counts = new Map<Handle, number>();

  add(who: Handle): void {
    const known = this.counts.get(who);
    if (known !== undefined || this.counts.size < MOST_PER_SECOND) this.counts.set(who, (known ?? 0) + 1);
  }

  count(who: Handle): number {
    return this.counts.get(who) ?? 0;
  }

  clear(): void {
    if (this.counts.size > 0) this.counts = new Map();
  }
}
