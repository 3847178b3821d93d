import type { AlertClass } from '../../model/alert.ts';
import { type LogEvent, retainText } from '../../model/log-event.ts';
import type { DurationMs, EpochMs } from '../../model/time.ts';
import { RATE_HISTORY_S } from './logins.ts';
import { Rate, type SavedRate } from './rate.ts';

export const MAX_WEB_SOURCES = 1_000_000;

/** Requests of one address, and how many of them belong to each class of attack. */
export type WebSource = {
  readonly ip: string;
  requests: number;
  /** Answered with a status of 400 and above. */
  errors: number;
  /** Requests that belong to any class of attack. */
  attacked: number;
  first: EpochMs;
  last: EpochMs;
  readonly attacks: Partial<Record<AlertClass, number>>;
};

export type SavedWeb = {
  readonly requests: number;
  readonly uncounted: number;
  readonly rate: SavedRate;
  readonly sources: readonly WebSource[];
};

/** Web requests per address and in total. */
export class Web {
  requests = 0;
  uncounted = 0;
  private readonly rate = new Rate(RATE_HISTORY_S);
  private readonly sources = new Map<string, WebSource>();

  constructor(private readonly limit: number = MAX_WEB_SOURCES) {}

  /** `classes`: those of the rules that the request matched, each once. */
  add(event: LogEvent, classes: readonly AlertClass[]): void {
    if (event.category !== 'web') return;
    this.requests++;
    this.rate.add(event.time, 1);
    const key = event.srcIp ?? event.srcHost;
    if (key === null) return;
    let source = this.sources.get(key);
    if (!source) {
      if (this.sources.size >= this.limit) {
        this.uncounted++;
        return;
      }
      const ip = retainText(key);
      source = { ip, requests: 0, errors: 0, attacked: 0, first: event.time, last: event.time, attacks: {} };
      this.sources.set(ip, source);
    }
    source.requests++;
    if (event.outcome === 'failure') source.errors++;
    if (classes.length > 0) source.attacked++;
    if (event.time < source.first) source.first = event.time;
    if (event.time > source.last) source.last = event.time;
    for (const name of classes) source.attacks[name] = (source.attacks[name] ?? 0) + 1;
  }

  save(): SavedWeb {
    const { requests, uncounted } = this;
    return { requests, uncounted, rate: this.rate.save(), sources: [...this.sources.values()] };
  }

  restore({ requests, uncounted, rate, sources }: SavedWeb): void {
    this.requests = requests;
    this.uncounted = uncounted;
    this.rate.restore(rate);
    for (const source of sources) this.sources.set(source.ip, { ...source, attacks: { ...source.attacks } });
  }

  get size(): number {
    return this.sources.size;
  }

  /** Every source, in order of its first request. */
  each(): Iterable<WebSource> {
    return this.sources.values();
  }

  find(key: string): WebSource | null {
    return this.sources.get(key) ?? null;
  }

  /** Requests in the 10 s before each of `points` times up to `end`, the most within one step. */
  series(end: EpochMs, span: DurationMs, points: number): number[] {
    return this.rate.series(end, span, points);
  }

  all(): WebSource[] {
    return [...this.sources.values()].sort((a, b) => b.requests - a.requests || (a.ip < b.ip ? -1 : 1));
  }
}
