import { type DurationMs, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import { reasonOf } from '../../platform/system-reason.ts';
import type { Store } from '../../store/store.ts';

/** A store that takes longer than this is told of, for this time. */
const TOLD_MS: DurationMs = SECOND_MS;
const TELLING_MS: DurationMs = MINUTE_MS;

/** Whether the store takes what it is given, and how quickly. */
export class StoreHealth {
  private unstored: string | null;
  /** The store took this long, lately. */
  private slow: { readonly took: DurationMs; readonly until: number } | null = null;

  constructor(
    private readonly store: Pick<Store, 'trouble'>,
    private readonly stopwatch: () => number,
  ) {
    this.unstored = store.trouble;
  }

  /** Why the store does not have what is known. */
  get failure(): string | null {
    return this.unstored;
  }

  /** What the operator should know of the store. */
  get warning(): string | null {
    const { failure, slow } = this;
    if (failure !== null) return `${failure}: alerts are kept in memory only.`;
    if (slow === null || this.stopwatch() > slow.until) return null;
    const took = (slow.took / SECOND_MS).toFixed(1);
    return `The store is slow (writing took ${took} s): alerts are stored, and sources read, later. Nothing is lost. Look at its disk.`;
  }

  timed(commit: () => void): void {
    const started = this.stopwatch();
    try {
      commit();
    } finally {
      const now = this.stopwatch();
      if (now - started > TOLD_MS) this.slow = { took: now - started, until: now + TELLING_MS };
    }
  }

  wrote(): void {
    this.unstored = null;
  }

  failed(error: unknown): void {
    this.unstored = this.store.trouble ?? `The store cannot be written (${reasonOf(error)})`;
  }
}
