import type { DurationMs, EpochMs } from '../../model/time.ts';
import { float64s, float64sOf, longerFloat64s } from '../arrays/large-arrays.ts';
import { SavedList } from '../saved-list.ts';
import { EntryLists, type ListId } from './entry-lists.ts';

/** More entries than this in one window and the oldest go: only a flood of one source comes that far. */
const MOST = 10_000;

/** Peak, sum of the window and count of the newest entry: 24 bytes a source. */
const STRIDE = 3;
const SUM = 1;
const NEWEST_COUNT = 2;

type SavedPeaks = {
  readonly numbers: Iterable<number>;
  readonly older: readonly (readonly [source: number, entries: readonly number[]])[];
};

/**
 * For each source the most counts in any half-open window `(t - span, t]`. Equal times share an entry. Nearly every
 * source is slow: its window holds one entry, which lies in its row; only a fast one has a list.
 */
export class SlidingPeaks {
  private numbers = float64s(STRIDE * 256);
  /** Entries before the newest. */
  private readonly older = new Map<number, ListId>();
  private readonly lists = new EntryLists();

  constructor(private readonly span: DurationMs) {}

  /** Begins a row at zero. */
  start(source: number): void {
    if (STRIDE * source >= this.numbers.length) {
      this.numbers = longerFloat64s(this.numbers, 2 * this.numbers.length);
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

  /** The peaks as they stand now. */
  save(size: number): SavedPeaks {
    const numbers = float64sOf(this.numbers, STRIDE * size);
    return {
      numbers: new SavedList(() => numbers),
      older: Array.from(this.older, ([source, entries]) => [source, this.lists.flat(entries)] as const),
    };
  }

  restore({ numbers, older }: SavedPeaks): void {
    let at = 0;
    for (const value of numbers) {
      if (at % STRIDE === 0) this.start(at / STRIDE);
      this.numbers[at++] = value;
    }
    for (const [source, entries] of older)
      for (let each = 0; each < entries.length; each += 2)
        this.keep(source, entries[each] as EpochMs, entries[each + 1] as number);
  }

  private keep(source: number, time: EpochMs, count: number): void {
    let older = this.older.get(source);
    if (older === undefined) {
      older = this.lists.begin();
      this.older.set(source, older);
    }
    this.lists.push(older, time, count);
  }

  /** Drops entries up to `oldest`; returns how many they counted. */
  private letGo(source: number, oldest: EpochMs): number {
    const older = this.older.get(source);
    if (older === undefined) return 0;
    const { lists } = this;
    let gone = 0;
    while (lists.size(older) > 0 && (lists.firstTime(older) <= oldest || lists.size(older) > MOST))
      gone += lists.shift(older);
    if (lists.size(older) === 0) {
      this.older.delete(source);
      lists.end(older);
    }
    return gone;
  }
}
