import type { LoginSource } from '../../model/login.ts';
import { type EpochMs, SECOND_MS } from '../../model/time.ts';
import { float64s, float64sOf, longerFloat64s } from '../arrays/large-arrays.ts';
import { SavedList } from '../saved-list.ts';
import { RATE_WINDOW_S } from './rate.ts';
import { RefusedUsers } from './refused-users.ts';
import { SlidingPeaks } from './sliding-peaks.ts';
import { UserNames } from './user-names.ts';

/** Number of a source within its tally. */
export type SourceIndex = number;

/** Failures, successes, first and last failure: 32 bytes a source. */
const STRIDE = 4;
const SUCCEEDED = 1;
const FIRST = 2;
const LAST = 3;

export type SavedCounts = {
  readonly numbers: Iterable<number | null>;
  readonly users: ReturnType<RefusedUsers['save']>;
  readonly peaks: ReturnType<SlidingPeaks['save']>;
};

/**
 * The counts of each source, as rows of numbers: as an object with lists and boxed times, each source was ten places in
 * memory to wait for at every failure.
 */
export class LoginCounts {
  private numbers = float64s(STRIDE * 256);
  private readonly users: RefusedUsers;
  private readonly peaks = new SlidingPeaks(RATE_WINDOW_S * SECOND_MS);

  /** `names`: accounts that are told apart, of all sources together; of them `ofPackets` that captures showed first. */
  constructor(names: number, ofPackets: number) {
    this.users = new RefusedUsers(new UserNames(names, ofPackets));
  }

  /** Begins a row at zero. */
  start(source: SourceIndex): void {
    if (STRIDE * source >= this.numbers.length) {
      this.numbers = longerFloat64s(this.numbers, 2 * this.numbers.length);
    }
    // Without a failure there is neither a first nor a last; NaN is neither before nor after anything.
    this.numbers[STRIDE * source + FIRST] = Number.NaN;
    this.numbers[STRIDE * source + LAST] = Number.NaN;
    this.users.start(source);
    this.peaks.start(source);
  }

  fail(source: SourceIndex, time: EpochMs, count: number, user: string | null, ofPackets = false): void {
    const { numbers } = this;
    const row = STRIDE * source;
    numbers[row] = (numbers[row] as number) + count;
    if (!(time >= (numbers[row + FIRST] as EpochMs))) numbers[row + FIRST] = time;
    const newest = numbers[row + LAST] as EpochMs;
    if (!(time <= newest)) numbers[row + LAST] = time;
    this.peaks.add(source, newest, time, count);
    if (user !== null) this.users.add(source, user, ofPackets);
  }

  succeed(source: SourceIndex, count: number): void {
    this.numbers[STRIDE * source + SUCCEEDED] = this.succeeded(source) + count;
  }

  failed(source: SourceIndex): number {
    return this.numbers[STRIDE * source] as number;
  }

  succeeded(source: SourceIndex): number {
    return this.numbers[STRIDE * source + SUCCEEDED] as number;
  }

  /** Null without a failure. */
  first(source: SourceIndex): EpochMs | null {
    return numberOrNull(this.numbers[STRIDE * source + FIRST] as number);
  }

  last(source: SourceIndex): EpochMs | null {
    return numberOrNull(this.numbers[STRIDE * source + LAST] as number);
  }

  /** All that is known of a source but its name. */
  read(source: SourceIndex): Omit<LoginSource, 'ip' | 'host'> {
    return {
      failed: this.failed(source),
      succeeded: this.succeeded(source),
      users: this.users.names(source),
      usersTotal: this.users.total(source),
      first: this.first(source),
      last: this.last(source),
      peak10s: this.peaks.peak(source),
    };
  }

  /** The counts of the first `size` sources, as they stand now. */
  save(size: number): SavedCounts {
    const numbers = float64sOf(this.numbers, STRIDE * size);
    return {
      numbers: SavedList.of(numbers, numberOrNull),
      users: this.users.save(),
      peaks: this.peaks.save(size),
    };
  }

  restore({ numbers, users, peaks }: SavedCounts): void {
    let at = 0;
    for (const value of numbers) {
      if (at % STRIDE === 0) this.start(at / STRIDE);
      this.numbers[at++] = value ?? Number.NaN;
    }
    this.users.restore(users);
    this.peaks.restore(peaks);
  }
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
