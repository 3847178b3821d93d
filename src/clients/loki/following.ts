import { type EpochMs, SECOND_MS } from '../../model/time.ts';
import type { LokiClient } from './client.ts';
import { type LokiEntry, Pages } from './pages.ts';
import { LATE_NS, type Place } from './place.ts';

/** Lines that were not read yet, in order, and up to where all are read. */
export type Fresh = { readonly entries: readonly LokiEntry[]; readonly to: bigint };

const NS_PER_MS = 1_000_000n;
/** Every so often all is looked at again that late lines may be among. */
const DEEP_MS = 30 * SECOND_MS;
/** Loki takes lines that are stamped so far ahead. */
const AHEAD_NS = LATE_NS;

/** What comes to a query, each line once: Loki is asked again and again about the latest part. */
export class Following {
  private readonly pages: Pages;
  private deepAt: EpochMs = 0;

  constructor(
    client: Pick<LokiClient, 'queryRange'>,
    query: string,
    private readonly place: Place,
    limit?: number,
  ) {
    this.pages = new Pages(client, query, limit);
  }

  /** What is new at this time. Rejects with `LokiError`: what was given before is complete. */
  async *look(time: EpochMs, signal: AbortSignal): AsyncGenerator<Fresh> {
    const now = BigInt(time) * NS_PER_MS;
    const isDeep = time >= this.deepAt;
    yield* this.within(isDeep ? this.place.floor : this.place.recent(now), now + AHEAD_NS, signal);
    if (!isDeep || signal.aborted) return;
    this.place.caughtUp(now);
    this.deepAt = time + DEEP_MS;
  }

  /** What is new in a piece of time. */
  async *within(from: bigint, to: bigint, signal: AbortSignal): AsyncGenerator<Fresh> {
    for await (const page of this.pages.read({ from, to }, signal)) {
      const entries = page.entries.filter((entry) => this.place.isNew(entry));
      this.place.readUpTo(page.to);
      if (entries.length > 0) yield { entries, to: page.to };
      if (signal.aborted) return;
    }
  }
}
