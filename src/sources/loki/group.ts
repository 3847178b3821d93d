import type { LokiClient } from '../../clients/loki/client.ts';
import { Following, type Fresh } from '../../clients/loki/following.ts';
import { Place } from '../../clients/loki/place.ts';
import type { Cursor, SourceId } from '../../model/log-record.ts';
import type { DurationMs, EpochMs } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { BacklogByTime } from '../backlog.ts';
import type { Source, SourceSink } from '../source.ts';
import { blockOf } from './line.ts';
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
  private readonly following: Following;
  private readonly backlog: BacklogByTime;

  constructor(
    private readonly options: GroupOptions,
    private readonly place: Place,
    private readonly sink: SourceSink,
    private readonly signal: AbortSignal,
    private readonly onHandedOver: (cursor: Cursor) => void,
  ) {
    this.backlog = new BacklogByTime(options.follow ? options.clock.now() : options.until);
    this.following = new Following(options.client, options.query, place, options.limit);
  }

  async run(): Promise<void> {
    const { clock, follow, until, interval, pause } = this.options;
    const { following, place, signal } = this;
    if (!follow) return this.hand(following.within(place.floor, BigInt(until) * NS_PER_MS, signal));
    while (!signal.aborted) {
      await this.hand(following.look(clock.now(), signal));
      this.sink.idle();
      await pause(interval(), signal);
    }
  }

  private async hand(lines: AsyncIterable<Fresh>): Promise<void> {
    const { place, sink } = this;
    const count: SourceSink['count'] = (reason, amount) => sink.count(reason, amount);
    for await (const { entries, to } of lines) {
      const cursor = place.save(to);
      const block = blockOf(entries, count);
      const [from, last] = [entries[0], entries.at(-1)].map((entry) => Number((entry?.ns ?? 0n) / NS_PER_MS));
      sink.behind(this.backlog.after(block.bytes, from ?? 0, last ?? 0));
      await sink.accept({
        source: this.options.id,
        ...block,
        firstLine: place.line - entries.length,
        observedAt: this.options.clock.now(),
        cursor,
      });
      this.onHandedOver(cursor);
    }
  }
}
