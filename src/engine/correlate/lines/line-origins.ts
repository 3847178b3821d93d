import { retainText } from '../../../model/log-event.ts';
import type { SourceId } from '../../../model/log-record.ts';

/**
 * Number of a pair of source and account, from 0. Lines with the same number have the same pair; a pair may have several
 * numbers.
 */
export type Origin = number;

const SLOTS = 1024;

/** Where lines come from and whom they name: a few of each, said again and again. */
export class LineOrigins {
  private readonly sources: SourceId[] = [];
  private readonly numbers = new Map<SourceId, number>();
  /** Number of the source that was asked for last. */
  private latest = -1;
  private readonly users: (string | null)[] = [];
  private readonly sourceNumbers: number[] = [];
  private readonly free: Origin[] = [];
  /** The latest numbers, by a hash of the pair: the number + 1. */
  private readonly slots = new Int32Array(SLOTS);

  /** `user` may be a slice of a block. */
  numberOf(source: SourceId, user: string | null): Origin {
    const sourceNumber = this.numberOfSource(source);
    const slot = (mix(user) + 61 * sourceNumber) & (SLOTS - 1);
    const known = (this.slots[slot] as number) - 1;
    if (known >= 0 && this.users[known] === user && this.sourceNumbers[known] === sourceNumber) return known;
    const origin = this.free.pop() ?? this.users.length;
    this.users[origin] = user === null ? null : retainText(user);
    this.sourceNumbers[origin] = sourceNumber;
    this.slots[slot] = origin + 1;
    return origin;
  }

  /** Source and user of each origin, in the order of their numbers. */
  save(): (readonly [SourceId, string | null])[] {
    return this.users.map((user, origin) => [this.source(origin), user]);
  }

  user(origin: Origin): string | null {
    return this.users[origin] as string | null;
  }

  source(origin: Origin): SourceId {
    return this.sources[this.sourceNumbers[origin] as number] as SourceId;
  }

  /** A number for the source: origins with equal numbers are of the same source. */
  sourceNumber(origin: Origin): number {
    return this.sourceNumbers[origin] as number;
  }

  /** How many numbers there are. */
  get size(): number {
    return this.users.length;
  }

  /** `needed` has a 1 for the number of each origin that is still in use; the others are forgotten. */
  keepOnly(needed: Uint8Array): void {
    this.free.length = 0;
    this.slots.fill(0);
    for (let origin = 0; origin < this.users.length; origin++) {
      if (needed[origin] === 1) continue;
      this.users[origin] = null;
      this.free.push(origin);
    }
  }

  /** Lines of one source come one after the other. */
  private numberOfSource(source: SourceId): number {
    if (this.sources[this.latest] === source) return this.latest;
    let number = this.numbers.get(source);
    if (number === undefined) {
      number = this.sources.push(source) - 1;
      this.numbers.set(source, number);
    }
    this.latest = number;
    return number;
  }
}

function mix(user: string | null): number {
  if (user === null || user.length === 0) return 0;
  const { length } = user;
  return user.charCodeAt(0) + 7 * user.charCodeAt(length - 1) + 31 * user.charCodeAt(length >> 1) + length;
}
