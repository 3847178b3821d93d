import type { LokiClient } from '../../clients/loki/client.ts';
import { LokiError } from '../../clients/loki/error.ts';
import type { GroupPlan } from '../../model/alerts/group-plan.ts';
import type { HuntSeries } from '../../model/hunt/hunt.ts';
import { type DurationMs, type EpochMs, MINUTE_MS } from '../../model/time.ts';

/** A rule that Loki counts for: a metric with a point for each group that may alert. */
type CountedRule = {
  readonly name: string;
  readonly query: string;
  /** How far back a point looks. */
  readonly window: DurationMs;
  /** Between two points. */
  readonly every: DurationMs;
  /** For a rule without groups: what stands behind a selector to find all its lines. */
  readonly lines?: FormatLines;
};

/** What comes behind the selector of streams of each format. */
type FormatLines = readonly { readonly format: string; readonly stages: string }[];

/** What is looked for by counting; `longest`: how far any of the rules looks back. */
export type Counting = {
  readonly counted: readonly CountedRule[];
  readonly longest: DurationMs;
  /** Names of rules that cannot be counted. */
  readonly left: readonly string[];
  /** How streams are read of which these are some lines; `program`: the shipper's word for who wrote them. */
  plan(lines: string, program: string | null): GroupPlan;
};

/** What may alert: all lines with a text, or those that stages let through, are read, from this time on, as long as it goes on. */
export type Watched = { readonly from: EpochMs } & (
  | { readonly text: string }
  | { readonly lines: FormatLines }
);

/** Followed at a time; an attacker chooses how many there are. */
const MOST_WATCHED = 2000;
const NS_PER_MS = 1_000_000n;
/** The moments of so long before are asked about once more, for lines that came late. */
const LATE_MS = MINUTE_MS;
/** After a long time no more moments than these are asked about. */
const MOST_POINTS = 400;
const SHORTEST_TEXT = 3;

/** Whom Loki's counts say to look at. */
export class WatchList {
  /** Groups for which there was no room. */
  refused = 0;
  /** Rules of which Loki does not tell, with its words. */
  readonly troubles = new Map<string, string>();
  private rules: readonly CountedRule[] | null = null;
  private readonly asked = new Map<CountedRule, EpochMs>();
  private readonly watched = new Map<string, { readonly watched: Watched; until: EpochMs }>();

  constructor(
    private readonly client: Pick<LokiClient, 'queryRange'>,
    private readonly counting: () => Counting,
    private readonly since: EpochMs,
  ) {}

  get all(): readonly Watched[] {
    return Array.from(this.watched.values(), ({ watched }) => watched);
  }

  /** Asks Loki for each rule whose time it is. Rejects with `LokiError`: the rest is asked the next time. */
  async ask(now: EpochMs, signal: AbortSignal): Promise<void> {
    for (const rule of this.current()) {
      const before = this.asked.get(rule) ?? this.since;
      if (this.asked.has(rule) && now - before < rule.every) continue;
      const first = Math.max(before - LATE_MS, now - MOST_POINTS * rule.every);
      try {
        for (const series of await this.series(rule, first, now, signal)) this.take(rule, series, now);
        this.troubles.delete(rule.name);
      } catch (error) {
        // A limit of the server's, such as that of series: the other rules are asked about all the same.
        if (!(error instanceof LokiError) || error.kind !== 'refused') throw error;
        this.troubles.set(rule.name, error.message);
      }
      this.asked.set(rule, now);
      if (signal.aborted) return;
    }
    for (const [text, { until }] of this.watched) if (until < now) this.watched.delete(text);
  }

  /** What other rules asked before is forgotten. */
  private current(): readonly CountedRule[] {
    const { counted } = this.counting();
    if (counted !== this.rules) {
      this.rules = counted;
      this.asked.clear();
      this.troubles.clear();
    }
    return counted;
  }

  /** On multiples of the step, whatever Loki makes of other times. */
  private async series(
    { query, every }: CountedRule,
    from: EpochMs,
    now: EpochMs,
    signal: AbortSignal,
  ): Promise<readonly HuntSeries[]> {
    const start = BigInt(Math.floor(from / every) * every) * NS_PER_MS;
    const end = BigInt(Math.ceil(now / every) * every) * NS_PER_MS;
    const result = await this.client.queryRange(
      { query, from: start, to: end, direction: 'forward', limit: 1, step: every },
      signal,
    );
    if (result.kind !== 'matrix') throw new LokiError('nonsense', 'Loki gave no series', 'Is it a Loki?');
    return result.series;
  }

  private take({ name, window, lines }: CountedRule, { labels, points }: HuntSeries, now: EpochMs): void {
    const text = lines === undefined ? textOf(labels) : null;
    const [first, last] = [points[0], points.at(-1)];
    const key = text ?? (lines && `lines of ${name}`);
    if (key === undefined || first === undefined || last === undefined) return;
    // Rules that build on this one go on after it, and a group that pauses is not to be found anew each time.
    // What is over is looked at once: it was not known before, or Loki was away.
    const until = Math.max(Math.min(last.time, now) + 2 * window, now);
    const known = this.watched.get(key);
    const from = first.time - window;
    if (known) known.until = Math.max(known.until, until);
    else if (this.watched.size >= MOST_WATCHED) this.refused++;
    else
      this.watched.set(key, {
        watched: text === null ? { from, lines: lines ?? [] } : { from, text },
        until,
      });
  }
}

/** What a group's lines have in common: of its values an address, else the longest; the longest plain part of it. */
function textOf(labels: Readonly<Record<string, string>>): string | null {
  const values = Object.entries(labels).sort(
    ([a, x], [b, y]) => Number(b === 'src_ip') - Number(a === 'src_ip') || y.length - x.length,
  );
  const parts = (values[0]?.[1] ?? '').split(/[^\w.:@+-]+/).sort((a, b) => b.length - a.length);
  const [text = ''] = parts;
  return text.length < SHORTEST_TEXT ? null : text;
}
