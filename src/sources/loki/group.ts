import type { LokiClient } from '../../clients/loki/client.ts';
import { type Page, Pages } from '../../clients/loki/pages.ts';
import type { Cursor, SourceId } from '../../model/log-record.ts';
import type { DurationMs, EpochMs } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Source, SourceSink } from '../source.ts';
import { lineOf } from './line.ts';
import { LATE_NS, Place } from './place.ts';
import { lokiTrouble } from './trouble.ts';

export type GroupOptions = {
  readonly id: SourceId;
  readonly query: string;
  readonly client: Pick<LokiClient, 'queryRange'>;
  readonly clock: Clock;
  readonly follow: boolean;
  /** Where reading begins that has no cursor. */
  readonly since: EpochMs;
  /** Where it ends when it does not follow. */
  readonly until: EpochMs;
  /** Between two questions. */
  readonly interval: () => DurationMs;
  readonly pause: (time: DurationMs, signal: AbortSignal) => Promise<void>;
  /** Lines of one answer; Loki's default maximum when absent. */
  readonly limit?: number;
};

const NS_PER_MS = 1_000_000n;
const SECOND_NS = 1_000_000_000n;
/** Each question asks for so much once more, since streams arrive a little apart, */
const OVERLAP_NS = 15n * SECOND_NS;
/** of a stream that is quiet no more than this, */
const LOOK_BACK_NS = 300n * SECOND_NS;
/** and every so often for all that late lines may be among. */
const DEEP_MS = 30_000;
/** Loki takes lines that are stamped so far ahead. */
const AHEAD_NS = LATE_NS;

/** The lines of streams that have one format: what is there, then (to follow) what comes. Loki is asked again and again. */
export function groupSource(options: GroupOptions): Source {
  const { id } = options;
  // More is remembered than fits into a cursor: what failed goes on with it.
  let last: { readonly cursor: Cursor | undefined; readonly place: Place } | null = null;
  return {
    id,
    async read(sink, signal, from) {
      const start = BigInt(Math.max(0, options.since)) * NS_PER_MS;
      const place =
        last !== null && from !== undefined && last.cursor === from ? last.place : Place.from(start, from);
      const reading = new GroupReading(options, place, sink, signal, (cursor) => {
        last = { cursor, place };
      });
      try {
        await reading.run();
      } catch (error) {
        if (!signal.aborted) throw lokiTrouble(id, error);
      }
    },
  };
}

class GroupReading {
  private readonly pages: Pages;
  private deepAt: EpochMs = 0;

  constructor(
    private readonly options: GroupOptions,
    private readonly place: Place,
    private readonly sink: SourceSink,
    private readonly signal: AbortSignal,
    private readonly onHandedOver: (cursor: Cursor) => void,
  ) {
    this.pages = new Pages(options.client, options.query, options.limit);
  }

  async run(): Promise<void> {
    const { clock, follow, until, interval, pause } = this.options;
    if (!follow) return this.pass(this.place.floor, BigInt(until) * NS_PER_MS);
    while (!this.signal.aborted) {
      const time = clock.now();
      const now = BigInt(time) * NS_PER_MS;
      const isDeep = time >= this.deepAt;
      await this.pass(isDeep ? this.place.floor : this.recent(now), now + AHEAD_NS);
      if (isDeep) {
        this.place.caughtUp(now);
        this.deepAt = time + DEEP_MS;
      }
      this.sink.idle();
      await pause(interval(), this.signal);
    }
  }

  private recent(now: bigint): bigint {
    const { floor, newest } = this.place;
    const overlap = (newest < now ? newest : now) - OVERLAP_NS;
    return [floor, overlap, now - LOOK_BACK_NS].reduce((a, b) => (a > b ? a : b));
  }

  private async pass(from: bigint, to: bigint): Promise<void> {
    for await (const page of this.pages.read({ from, to }, this.signal)) {
      await this.hand(page);
      if (this.signal.aborted) return;
    }
  }

  private async hand({ entries, to }: Page): Promise<void> {
    const { place, sink } = this;
    const firstLine = place.line;
    const fresh = entries.filter((entry) => place.isNew(entry));
    place.readUpTo(to);
    const newest = fresh.at(-1);
    if (newest === undefined) return;
    const count: SourceSink['count'] = (reason, amount) => sink.count(reason, amount);
    const text = fresh.map((entry) => `${lineOf(entry, count)}\n`).join('');
    const cursor = place.save(to);
    await sink.accept({
      source: this.options.id,
      text,
      firstLine,
      bytes: Buffer.byteLength(text),
      yearReference: Number(newest.ns / NS_PER_MS),
      observedAt: this.options.clock.now(),
      cursor,
    });
    this.onHandedOver(cursor);
  }
}
