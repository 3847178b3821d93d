import { type LogEvent, retainText } from '../../model/log-event.ts';
import type { LoginSource } from '../../model/login.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../../model/time.ts';
import { GRACE_MS } from '../limits.ts';
import { RATE_WINDOW_S, Rate } from './rate.ts';
import { RecentFailures } from './recent.ts';
import { SlidingPeak } from './sliding-peak.ts';

export const MAX_LOGIN_SOURCES = 1_000_000;
export const MAX_USERS_PER_SOURCE = 200;
/** Up to here a list is searched faster than a set. */
const FEW_USERS = 8;
/** Seconds of history behind the curve. */
export const RATE_HISTORY_S = 3600;

/** Everything counted of one source while it is counted. */
export class LoginCount {
  failed = 0;
  succeeded = 0;
  /** Of failures; NaN without one (a number throughout, so that it is kept in place). */
  first = Number.NaN;
  last = Number.NaN;
  usersTotal = 0;
  /** In order of first refusal; a set of them is made when there are many. */
  private readonly users: string[] = [];
  private known: Set<string> | null = null;
  private readonly peak = new SlidingPeak(RATE_WINDOW_S * SECOND_MS);

  constructor(
    /** Number of the source within its tally. */
    readonly index: number,
    readonly key: string,
    private readonly isHost: boolean,
  ) {}

  fail(event: LogEvent): void {
    this.failed += event.count;
    if (!(event.time >= this.first)) this.first = event.time;
    if (!(event.time <= this.last)) this.last = event.time;
    this.peak.add(event.time, event.count);
    if (event.user !== null) this.refuse(event.user);
  }

  toLoginSource(): LoginSource {
    return {
      ip: this.isHost ? null : this.key,
      host: this.isHost ? this.key : null,
      failed: this.failed,
      succeeded: this.succeeded,
      users: [...this.users],
      usersTotal: this.usersTotal,
      first: Number.isNaN(this.first) ? null : this.first,
      last: Number.isNaN(this.last) ? null : this.last,
      peak10s: this.peak.peak,
    };
  }

  private refuse(user: string): void {
    if (this.known === null ? this.users.includes(user) : this.known.has(user)) return;
    this.usersTotal++;
    if (this.users.length >= MAX_USERS_PER_SOURCE) return;
    const kept = retainText(user);
    this.users.push(kept);
    if (this.users.length === FEW_USERS) this.known = new Set(this.users);
    else this.known?.add(kept);
  }
}

/** Login attempts per source and in total. */
export class Logins {
  failed = 0;
  succeeded = 0;
  /** Attempts of sources beyond the limit: counted in the totals only. */
  uncounted = 0;
  private readonly rate = new Rate(RATE_HISTORY_S);
  private readonly recent = new RecentFailures();
  private readonly sources = new Map<string, LoginCount>();

  constructor(private readonly limit: number = MAX_LOGIN_SOURCES) {}

  add(event: LogEvent): void {
    if (!event.login || event.outcome === null) return;
    const failure = event.outcome === 'failure';
    if (failure) {
      this.failed += event.count;
      this.rate.add(event.time, event.count);
    } else this.succeeded += event.count;
    const source = this.sourceOf(event);
    if (!source) return;
    if (failure) {
      source.fail(event);
      this.recent.add(event.time, source.index, event.count);
    } else source.succeeded += event.count;
  }

  /** Failures in the 10 s before each of `points` times up to `end`; of one source, or of all. */
  series(key: string | null, end: EpochMs, span: DurationMs, points: number): number[] {
    if (key === null) return this.rate.series(end, span, points);
    const source = this.sources.get(key);
    const rate = new Rate(RATE_HISTORY_S);
    if (source) {
      const failures: [EpochMs, number][] = [];
      this.recent.visit(end - span - RATE_WINDOW_S * SECOND_MS, GRACE_MS, (time, index, count) => {
        if (index === source.index) failures.push([time, count]);
      });
      for (const [time, count] of failures.reverse()) rate.add(time, count);
    }
    return rate.series(end, span, points);
  }

  /** Failures per step of the last `steps * step` before `end`, oldest first, for each source asked for. */
  recentOf(asked: readonly LoginCount[], end: EpochMs, step: DurationMs, steps: number): number[][] {
    const rows = new Map(asked.map((source) => [source.index, new Array<number>(steps).fill(0)]));
    const start = end - step * steps;
    this.recent.visit(start, GRACE_MS, (time, index, count) => {
      const row = rows.get(index);
      const at = Math.ceil((time - start) / step) - 1;
      if (row && at < steps) row[at] = (row[at] ?? 0) + count;
    });
    return [...rows.values()];
  }

  get size(): number {
    return this.sources.size;
  }

  all(): Iterable<LoginCount> {
    return this.sources.values();
  }

  /** Most failures first, then latest, then by name, so that equal evidence gives equal lists. */
  top(count: number): LoginCount[] {
    return topOf(this.sources.values(), count, compareSources);
  }

  private sourceOf(event: LogEvent): LoginCount | null {
    const key = event.srcIp ?? event.srcHost;
    if (key === null) return null;
    const known = this.sources.get(key);
    if (known) return known;
    if (this.sources.size >= this.limit) {
      this.uncounted += event.count;
      return null;
    }
    const source = new LoginCount(this.sources.size, retainText(key), event.srcIp === null);
    this.sources.set(source.key, source);
    return source;
  }
}

export function compareSources(a: LoginCount, b: LoginCount): number {
  return b.failed - a.failed || (b.last || 0) - (a.last || 0) || (a.key < b.key ? -1 : 1);
}

/** The first `count` in order, without sorting all of them. */
function topOf<T>(items: Iterable<T>, count: number, compare: (a: T, b: T) => number): T[] {
  const top: T[] = [];
  for (const item of items) {
    const last = top[count - 1];
    if (last !== undefined && compare(item, last) >= 0) continue;
    let low = 0;
    let high = top.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(item, top[middle] as T) < 0) high = middle;
      else low = middle + 1;
    }
    top.splice(low, 0, item);
    if (top.length > count) top.pop();
  }
  return top;
}
