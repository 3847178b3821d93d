import type { LokiClient } from '../../clients/loki/client.ts';
import { logqlText } from '../../clients/loki/logql-text.ts';
import { entriesInOrder, type LokiEntry, Pages } from '../../clients/loki/pages.ts';
import { LATE_NS, Place } from '../../clients/loki/place.ts';
import type { GroupPlan } from '../../model/alerts/group-plan.ts';
import type { HuntLabels } from '../../model/hunt/hunt.ts';
import type { SourceId } from '../../model/log-record.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Source, SourceSink } from '../source.ts';
import { blockOf } from './line.ts';
import type { Rounds } from './rounds.ts';
import { lokiTrouble } from './trouble.ts';
import type { Watched, WatchList } from './watch-list.ts';

type CountedGroupOptions = {
  readonly id: SourceId;
  /** The selector of the group. */
  readonly query: string;
  readonly client: Pick<LokiClient, 'queryRange'>;
  readonly clock: Clock;
  readonly since: EpochMs;
  readonly watching: Pick<WatchList, 'all'>;
  /** In which all counted groups of this Loki are read. */
  readonly rounds: Rounds;
  /** Which lines are read whoever they are about, by the rules that hold now. */
  readonly plan: () => GroupPlan;
  /** Names of the labels that its streams have: what stages make of a line is left out. */
  readonly labels: ReadonlySet<string>;
  /** How far rules look back. */
  readonly longest: DurationMs;
  /** Between two questions: until whom to watch is known anew. */
  readonly pause: (signal: AbortSignal) => Promise<void>;
  readonly limit?: number;
};

const NS_PER_MS = 1_000_000n;
/** Lines come so late, and are looked for so long: */
const OVERLAP_NS = 15_000_000_000n;
/** every so often as far back as lines are looked for at all. */
const DEEP_MS = 30 * SECOND_MS;
/** Characters of a filter in one query, so that the query stays below what Loki takes. */
const MOST_FILTER = 3000;
/** Lines of one block. */
const MOST_LINES = 5000;

/**
 * Of streams of one format only the lines of those whom Loki's counts say to look at, first what led to it, then what
 * comes, and those that rules want in any case. Each line is handed over once, whatever it was asked for.
 */
export function countedGroup(options: CountedGroupOptions): Source {
  const { id, longest, rounds } = options;
  return {
    id,
    partial: true,
    async read(sink, signal, from) {
      const start = BigInt(Math.max(0, options.since)) * NS_PER_MS;
      const place = Place.from(start, from, BigInt(longest) * NS_PER_MS + LATE_NS);
      try {
        const reading = new CountedReading(options, place, sink, signal);
        rounds.join(reading);
        await reading.run().finally(() => rounds.leave(reading));
      } catch (error) {
        if (!signal.aborted) throw lokiTrouble(id, error);
      }
    },
  };
}

class CountedReading {
  private readonly read = new Set<Watched>();
  private upTo: bigint;
  private deepAt: EpochMs = 0;
  private isWhole = false;

  constructor(
    private readonly options: CountedGroupOptions,
    private readonly place: Place,
    private readonly sink: SourceSink,
    private readonly signal: AbortSignal,
  ) {
    this.upTo = place.newest;
  }

  async run(): Promise<void> {
    const { clock, watching, rounds, pause } = this.options;
    while (!this.signal.aborted) {
      rounds.ask(this);
      const now = clock.now();
      await this.look(watching.all, now);
      this.upTo = BigInt(now) * NS_PER_MS;
      this.sink.idle();
      await pause(this.signal);
    }
  }

  /** In order of time, whichever question a line answers: what led to something too. */
  private async look(watched: readonly Watched[], time: EpochMs): Promise<void> {
    const now = BigInt(time) * NS_PER_MS;
    const isDeep = time >= this.deepAt;
    const from = this.notBefore(this.upTo - (isDeep ? LATE_NS : OVERLAP_NS));
    const found: LokiEntry[] = [];
    const ask = (stages: string, since: bigint, to: bigint) => this.ask(found, stages, since, to);
    const plan = this.options.plan();
    if (await this.mustBeWhole(plan, from, now)) await ask('', from, now);
    else if (plan.kind === 'chosen') {
      for (const { stages, delay } of plan.lines) {
        const later = BigInt(delay) * NS_PER_MS;
        await ask(stages, this.notBefore(from - later), now - later);
      }
      const isNew = (each: Watched): boolean => !this.read.has(each);
      const news = watched.filter(isNew);
      const since = Math.min(...news.map((each) => each.from));
      for (const stages of filtersOf(news, plan.format))
        await ask(stages, this.notBefore(BigInt(since) * NS_PER_MS), now);
      const others = watched.filter((each) => !isNew(each));
      for (const stages of filtersOf(others, plan.format)) await ask(stages, from, now);
    }
    const busy = (): void => (found.length > 0 ? this.sink.busy() : undefined);
    await this.options.rounds.meet(this, busy, this.signal);
    await this.hand(entriesInOrder(found));
    this.read.clear();
    for (const each of watched) this.read.add(each);
    if (isDeep) this.deepAt = time + DEEP_MS;
  }

  /** Once it must be, it stays so: what was left out is not asked for after all. */
  private async mustBeWhole(plan: GroupPlan, from: bigint, now: bigint): Promise<boolean> {
    if (plan.kind === 'whole') return true;
    if (!this.isWhole && plan.unless !== null) {
      const found: LokiEntry[] = [];
      await this.ask(found, plan.unless, from, now);
      this.isWhole = found.length > 0;
    }
    return this.isWhole;
  }

  private notBefore(moment: bigint): bigint {
    return moment > this.place.floor ? moment : this.place.floor;
  }

  private async ask(found: LokiEntry[], stages: string, from: bigint, to: bigint): Promise<void> {
    const { client, query, limit } = this.options;
    if (to <= from) return;
    const pages = new Pages(client, stages === '' ? query : `${query} ${stages}`, limit);
    for await (const { entries } of pages.read({ from, to }, this.signal))
      for (const entry of entries) found.push({ ...entry, labels: this.ownOf(entry.labels) });
  }

  /** The same line has the same labels, whatever it was asked for. */
  private ownOf(labels: HuntLabels): HuntLabels {
    return Object.fromEntries(Object.entries(labels).filter(([name]) => this.options.labels.has(name)));
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
}

/** Texts as one expression for many: Loki finds plain ones in it as quickly as a single one. */
function filtersOf(watched: readonly Watched[], format: string): readonly string[] {
  const filters: string[] = [];
  let texts: string[] = [];
  let length = 0;
  const end = (): void => {
    if (texts.length > 0) filters.push(`|~ ${logqlText(texts.join('|'))}`);
    [texts, length] = [[], 0];
  };
  for (const each of watched) {
    if ('lines' in each) {
      for (const lines of each.lines) if (lines.format === format) filters.push(lines.stages);
      continue;
    }
    const pattern = each.text.replace(/[.+]/g, '\\$&');
    if (length + pattern.length > MOST_FILTER) end();
    texts.push(pattern);
    length += pattern.length + 2;
  }
  end();
  return filters;
}
