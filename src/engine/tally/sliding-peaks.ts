import type { DurationMs, EpochMs } from '../../model/time.ts';
import { SavedList } from '../saved-list.ts';

/** More entries than this in one window and the oldest go: only a flood of one source comes that far. */
const MOST = 10_000;

/** Peak, sum of the window and count of the newest entry: 24 bytes a source. */
const STRIDE = 3;
const SUM = 1;
const NEWEST_COUNT = 2;

/** Entries before the newest, oldest first: time and count in turn, from `start` on. */
type Older = { readonly entries: number[]; start: number };

export type SavedPeaks = {
  readonly numbers: Iterable<number>;
  readonly older: readonly (readonly [source: number, entries: readonly number[]])[];
};

/**
 * For each source the most counts in any half-open window `(t - span, t]`. Equal times share an entry. Nearly every
 * source is slow: its window holds one entry, which lies in its row; only a fast one has a list.
 */
export class SlidingPeaks {
  private numbers = new Float64Array(STRIDE * 256);
  private readonly older = new Map<number, Older>();

  constructor(private readonly span: DurationMs) {}

  /** Begins a row at zero. */
  start(source: number): void {
    if (STRIDE * source >= this.numbers.length) {
      const larger = new Float64Array(2 * this.numbers.length);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers.fill(0, STRIDE * source, STRIDE * (source + 1));
  }

  peak(source: number): number {
    return this.numbers[STRIDE * source] as number;
  }

  /** `newest`: the time of its newest entry so far, which its tally keeps; NaN before the first. */
  add(source: number, newest: EpochMs, time: EpochMs, count: number): void {
    const { numbers } = this;
    const row = STRIDE * source;
    const newestCount = numbers[row + NEWEST_COUNT] as number;
    let sum = (numbers[row + SUM] as number) + count;
    if (time <= newest) numbers[row + NEWEST_COUNT] = newestCount + count;
    else {
      if (newest > time - this.span) this.keep(source, newest, newestCount);
      else sum -= newestCount;
      numbers[row + NEWEST_COUNT] = count;
      // Only who has a list waits for the look-up: then the sum is more than the two latest entries.
      if (sum > count) sum -= this.letGo(source, time - this.span);
    }
    numbers[row + SUM] = sum;
    if (sum > (numbers[row] as number)) numbers[row] = sum;
  }

  /** As they stand now. */
  save(size: number): SavedPeaks {
    const numbers = this.numbers.slice(0, STRIDE * size);
    return {
      numbers: new SavedList(() => numbers),
      older: Array.from(
        this.older,
        ([source, { entries, start }]) => [source, entries.slice(start)] as const,
      ),
    };
  }

  restore({ numbers, older }: SavedPeaks): void {
    let at = 0;
    for (const value of numbers) {
      if (at % STRIDE === 0) this.start(at / STRIDE);
      this.numbers[at++] = value;
    }
    for (const [source, entries] of older) this.older.set(source, { entries: [...entries], start: 0 });
  }

  private keep(source: number, time: EpochMs, count: number): void {
    const older = this.older.get(source);
    if (older) older.entries.push(time, count);
    else this.older.set(source, { entries: [time, count], start: 0 });
  }

  /** Drops entries up to `oldest`; returns how many they counted. */
  private letGo(source: number, oldest: EpochMs): number {
    const older = this.older.get(source);
    if (older === undefined) return 0;
    const { entries } = older;
    let gone = 0;
    while (
      older.start < entries.length &&
      ((entries[older.start] as EpochMs) <= oldest || entries.length - older.start > 2 * MOST)
    ) {
      gone += entries[older.start + 1] as number;
      older.start += 2;
    }
    if (older.start === entries.length) this.older.delete(source);
    else if (older.start > 64 && older.start * 2 > entries.length) {
      entries.splice(0, older.start);
      older.start = 0;
    }
    return gone;
  }
}
