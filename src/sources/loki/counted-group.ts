import type { LokiClient } from '../../clients/loki/client.ts';
import { logqlText } from '../../clients/loki/logql-text.ts';
import { entriesInOrder, type LokiEntry, Pages } from '../../clients/loki/pages.ts';
import { Place } from '../../clients/loki/place.ts';
import type { SourceId } from '../../model/log-record.ts';
import type { DurationMs, EpochMs } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Source, SourceSink } from '../source.ts';
import { blockOf } from './line.ts';
import { lokiTrouble } from './trouble.ts';
import type { Watched, WatchList } from './watch-list.ts';

export type CountedGroupOptions = {
  readonly id: SourceId;
  /** The selector of the group. */
  readonly query: string;
  readonly client: Pick<LokiClient, 'queryRange'>;
  readonly clock: Clock;
  readonly since: EpochMs;
  readonly watching: Pick<WatchList, 'all'>;
  /** What comes behind the selector to find lines that are wanted in any case. */
  readonly lines: readonly string[];
  /** How far rules look back. */
  readonly longest: DurationMs;
  /** Between two questions: until whom to watch is known anew. */
  readonly pause: (signal: AbortSignal) => Promise<void>;
  readonly limit?: number;
};

const NS_PER_MS = 1_000_000n;
/** Lines come so late, and are looked for so long. */
const LATE_NS = 60_000_000_000n;
/** Of one query, so that it stays below what Loki takes. */
const MOST_FILTER = 3000;
/** Lines of one block. */
const MOST_LINES = 5000;

/**
 * Of streams of one format only the lines of those whom Loki's counts say to look at: for each, first what led to it, then
 * what comes. Each line is handed over once, whoever it is about.
 */
export function countedGroup(options: CountedGroupOptions): Source {
  const { id, longest } = options;
  return {
    id,
    partial: true,
    async read(sink, signal, from) {
      const start = BigInt(Math.max(0, options.since)) * NS_PER_MS;
      const place = Place.from(start, from, BigInt(longest) * NS_PER_MS + LATE_NS);
      try {
        await new CountedReading(options, place, sink, signal).run();
      } catch (error) {
        if (!signal.aborted) throw lokiTrouble(id, error);
      }
    },
  };
}

class CountedReading {
  private readonly read = new Set<Watched>();
  private upTo: bigint;

  constructor(
    private readonly options: CountedGroupOptions,
    private readonly place: Place,
    private readonly sink: SourceSink,
    private readonly signal: AbortSignal,
  ) {
    this.upTo = place.newest;
  }

  async run(): Promise<void> {
    const { clock, watching, pause } = this.options;
    while (!this.signal.aborted) {
      const now = BigInt(clock.now()) * NS_PER_MS;
      const watched = watching.all;
      for (const each of watched) if (!this.read.has(each)) await this.catchUp(each, now);
      await this.news(watched, now);
      this.forgetBut(watched);
      this.upTo = now;
      this.sink.idle();
      await pause(this.signal);
    }
  }

  /** What led to it. Others are not kept waiting by it: from one idle to the next, lines are in order. */
  private async catchUp(watched: Watched, now: bigint): Promise<void> {
    const from = BigInt(watched.from) * NS_PER_MS;
    const filter = `|= ${logqlText(watched.text)}`;
    await this.hand(await this.lines([filter], from, now));
    this.sink.idle();
    this.read.add(watched);
  }

  /** What came since, in order of time, whichever question it answers. */
  private async news(watched: readonly Watched[], now: bigint): Promise<void> {
    const filters = [...this.options.lines, ...filtersOf(watched)];
    const from = this.upTo - LATE_NS;
    await this.hand(await this.lines(filters, from > this.place.floor ? from : this.place.floor, now));
  }

  private async lines(filters: readonly string[], from: bigint, to: bigint): Promise<LokiEntry[]> {
    const { client, query, limit } = this.options;
    const found: LokiEntry[] = [];
    for (const filter of filters) {
      const pages = new Pages(client, `${query} ${filter}`, limit);
      for await (const { entries } of pages.read({ from, to }, this.signal))
        for (const entry of entries) found.push(entry);
    }
    return entriesInOrder(found);
  }

  private async hand(entries: readonly LokiEntry[]): Promise<void> {
    const { id, clock } = this.options;
    const { place, sink } = this;
    for (let at = 0; at < entries.length && !this.signal.aborted; at += MOST_LINES) {
      const firstLine = place.line;
      const fresh = entries.slice(at, at + MOST_LINES).filter((entry) => place.isNew(entry));
      const last = fresh.at(-1)?.ns;
      if (last === undefined) continue;
      place.readUpTo(last);
      const cursor = place.save(last);
      const block = blockOf(fresh, (reason, amount) => sink.count(reason, amount));
      await sink.accept({ source: id, ...block, firstLine, observedAt: clock.now(), cursor });
    }
  }

  private forgetBut(watched: readonly Watched[]): void {
    const kept = new Set(watched);
    for (const each of this.read) if (!kept.has(each)) this.read.delete(each);
  }
}

/** One expression for many: Loki finds plain texts in it as quickly as a single one. */
function filtersOf(watched: readonly Watched[]): readonly string[] {
  const filters: string[] = [];
  let texts: string[] = [];
  let length = 0;
  const end = (): void => {
    if (texts.length > 0) filters.push(`|~ ${logqlText(texts.join('|'))}`);
    [texts, length] = [[], 0];
  };
  for (const { text } of watched) {
    const pattern = text.replace(/[.+]/g, '\\$&');
    if (length + pattern.length > MOST_FILTER) end();
    texts.push(pattern);
    length += pattern.length + 2;
  }
  end();
  return filters;
}
