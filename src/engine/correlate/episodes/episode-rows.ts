import type { EpochMs } from '../../../model/time.ts';
import { float64sOf, int32sOf, longerFloat64s, longerInt32s, numbersIn } from '../../arrays/large-arrays.ts';
import { EVIDENCE_EACH_END } from '../../limits.ts';
import type { LineId } from '../lines/line-store.ts';
import { hasBit, MOST_BITS, unboxed } from './number-bits.ts';

/** Number of an episode: an alert while it grows. */
export type EpisodeId = number;
export const NO_EPISODE: EpisodeId = 0;

/** An episode is a row of 64 bytes: three doubles (last seen, first seen, number of events), then the 32-bit numbers named below. */
const STRIDE = 8;
const FIRST_SEEN = 1;
const EVENTS = 2;
const NUMBERS = 2 * STRIDE;
/** How often it grew. */
const GROWN = 6;
const FLAGS = 7;
/** The latest lines, written round and round. */
const TAIL = 8;
/** Number of the account that came last; a bit for each account (up to `MOST_BITS`) that came; number of the last source. */
const USER = 13;
const USERS = 14;
const SOURCE = 15;

const NONE_LATELY = -1;
/** Instead of the number of an account: the line names none, */
export const NO_ACCOUNT = NONE_LATELY;
/** or its number is not at hand. */
export const UNNUMBERED = 0;

/**
 * What an event changes of an episode lies within 64 bytes: in an attack from 10,000 addresses each event makes another five
 * alerts grow, and with an object for each alert every field was a wait for memory.
 */
export class EpisodeRows {
  private times: Float64Array;
  /** The bytes of `times`, as 32-bit numbers. */
  private numbers: Int32Array;
  /** The first lines of each: few events change them, so they need no place in the row. */
  private first: Int32Array;

  constructor(
    times: Float64Array = new Float64Array(STRIDE * 64),
    first: Int32Array = new Int32Array(EVIDENCE_EACH_END * 64),
  ) {
    this.times = times;
    this.numbers = numbersIn(times);
    this.first = first;
  }

  /** A copy of the first `length` rows. */
  copy(length: number): EpisodeRows {
    return new EpisodeRows(
      float64sOf(this.times, STRIDE * length),
      int32sOf(this.first, EVIDENCE_EACH_END * length),
    );
  }

  /** Makes the row that of an episode without events. */
  clear(episode: EpisodeId, firstSeen: EpochMs, flags: number): void {
    if (STRIDE * episode === this.times.length) this.enlarge();
    const { times, numbers } = this;
    const cells = NUMBERS * episode;
    times.fill(firstSeen, STRIDE * episode, STRIDE * episode + EVENTS);
    times[STRIDE * episode + EVENTS] = 0;
    numbers[cells + GROWN] = 0;
    numbers[cells + FLAGS] = flags;
    for (const lately of [USER, SOURCE]) numbers[cells + lately] = NONE_LATELY;
    numbers[cells + USERS] = 0;
  }

  /** A saved episode, into a row that was cleared. */
  restore(
    episode: EpisodeId,
    saved: { readonly lastSeen: EpochMs; readonly eventCount: number; readonly seen: number },
    first: readonly LineId[],
    tail: readonly LineId[],
  ): void {
    this.times[STRIDE * episode] = saved.lastSeen;
    this.times[STRIDE * episode + EVENTS] = saved.eventCount;
    for (const [at, line] of first.entries()) this.first[EVIDENCE_EACH_END * episode + at] = line;
    for (const [at, line] of tail.entries()) this.numbers[NUMBERS * episode + TAIL + at] = line;
    this.numbers[NUMBERS * episode + GROWN] = first.length + saved.seen;
  }

  /** Counts an event, at whatever time it comes. */
  count(episode: EpisodeId, time: EpochMs, count: number): void {
    const { times } = this;
    const row = STRIDE * episode;
    times[row + EVENTS] = (times[row + EVENTS] as number) + count;
    if (time > (times[row] as EpochMs)) times[row] = time;
    if (time < (times[row + FIRST_SEEN] as EpochMs)) times[row + FIRST_SEEN] = time;
  }

  /** Keeps the line among the first or, from then on, in the place of the oldest of the latest. */
  addLine(episode: EpisodeId, line: LineId): void {
    const { numbers } = this;
    const cells = NUMBERS * episode;
    const grown = numbers[cells + GROWN] as number;
    numbers[cells + GROWN] = grown + 1;
    if (grown < EVIDENCE_EACH_END) this.first[EVIDENCE_EACH_END * episode + grown] = line;
    else numbers[cells + TAIL + (grown % EVIDENCE_EACH_END)] = line;
  }

  /** Whether the account with this number is known to have come; those above `MOST_BITS` are, if it came last. */
  hasAccount(episode: EpisodeId, user: number): boolean {
    const cells = NUMBERS * episode;
    return (
      (this.numbers[cells + USER] as number) === user || hasBit(this.numbers[cells + USERS] as number, user)
    );
  }

  setAccount(episode: EpisodeId, number: number): void {
    const { numbers } = this;
    const cells = NUMBERS * episode;
    if (number !== UNNUMBERED) numbers[cells + USER] = number;
    if (number > 0 && number <= MOST_BITS)
      numbers[cells + USERS] = (numbers[cells + USERS] as number) | (1 << (number - 1));
  }

  /** Number of the source that came last. */
  lastSource(episode: EpisodeId): number {
    return this.numbers[NUMBERS * episode + SOURCE] as number;
  }

  setLastSource(episode: EpisodeId, source: number): void {
    this.numbers[NUMBERS * episode + SOURCE] = source;
  }

  lastSeen(episode: EpisodeId): EpochMs {
    return this.times[STRIDE * episode] as EpochMs;
  }

  firstSeen(episode: EpisodeId): EpochMs {
    return this.times[STRIDE * episode + FIRST_SEEN] as EpochMs;
  }

  eventCount(episode: EpisodeId): number {
    return unboxed(this.times[STRIDE * episode + EVENTS] as number);
  }

  grown(episode: EpisodeId): number {
    return this.numbers[NUMBERS * episode + GROWN] as number;
  }

  flags(episode: EpisodeId): number {
    return this.numbers[NUMBERS * episode + FLAGS] as number;
  }

  setFlags(episode: EpisodeId, flags: number): void {
    this.numbers[NUMBERS * episode + FLAGS] = flags;
  }

  firstLines(episode: EpisodeId): LineId[] {
    const from = EVIDENCE_EACH_END * episode;
    const length = Math.min(this.grown(episode), EVIDENCE_EACH_END);
    return Array.from({ length }, (_, at) => this.first[from + at] as LineId);
  }

  /** The latest lines, in the order of the ring that they are written into. */
  tail(episode: EpisodeId): LineId[] {
    const from = NUMBERS * episode + TAIL;
    const length = Math.min(Math.max(0, this.grown(episode) - EVIDENCE_EACH_END), EVIDENCE_EACH_END);
    return Array.from({ length }, (_, at) => this.numbers[from + at] as LineId);
  }

  /** All lines that are kept, in the order in which they came. */
  linesInOrder(episode: EpisodeId): LineId[] {
    const tail = this.tail(episode);
    const oldest = this.grown(episode) % EVIDENCE_EACH_END;
    return [...this.firstLines(episode), ...tail.slice(oldest), ...tail.slice(0, oldest)];
  }

  /** The same lines, in no order and without a list. */
  eachLine(episode: EpisodeId, use: (line: LineId) => void): void {
    const grown = this.grown(episode);
    const first = EVIDENCE_EACH_END * episode;
    for (let at = 0; at < grown && at < EVIDENCE_EACH_END; at++) use(this.first[first + at] as LineId);
    const tail = NUMBERS * episode + TAIL - EVIDENCE_EACH_END;
    for (let at = EVIDENCE_EACH_END; at < grown && at < 2 * EVIDENCE_EACH_END; at++)
      use(this.numbers[tail + at] as LineId);
  }

  private enlarge(): void {
    this.times = longerFloat64s(this.times, 2 * this.times.length);
    this.numbers = numbersIn(this.times);
    this.first = longerInt32s(this.first, 2 * this.first.length);
  }
}
