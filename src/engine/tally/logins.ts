import { type LogEvent, retainText } from '../../model/log-event.ts';
import type { LoginSource } from '../../model/login.ts';
import { type DurationMs, type EpochMs, HOUR_MS, SECOND_MS } from '../../model/time.ts';
import { AddressKeys } from '../address/address-keys.ts';
import { AddressTable, UNKNOWN } from '../address/address-table.ts';
import { NOT_IPV4 } from '../address/ipv4.ts';
import { GRACE_MS } from '../limits.ts';
import { SavedList } from '../saved-list.ts';
import { firstOf } from './first-of.ts';
import { LoginCounts, type SavedCounts, type SourceIndex } from './login-counts.ts';
import { RATE_WINDOW_S, Rate, type SavedRate } from './rate.ts';
import { RecentFailures, type SavedRecent } from './recent.ts';
import { sortedIndices } from './sorted-indices.ts';

/** Seconds of history behind the curve. */
export const RATE_HISTORY_S = 3600;

/** One source of logins, to ask for what was counted of it. */
export type LoginCount = {
  readonly index: SourceIndex;
  readonly key: string;
  readonly failed: number;
  readonly succeeded: number;
  /** When it last failed to log in. */
  readonly last: EpochMs | null;
  toLoginSource(): LoginSource;
};

/** A class: an object with getters of its own has a hidden class of its own, which V8 keeps until the next full collection. */
class CountedSource implements LoginCount {
  constructor(
    readonly index: SourceIndex,
    readonly key: string,
    private readonly isHost: boolean,
    private readonly counts: LoginCounts,
  ) {}

  get failed(): number {
    return this.counts.failed(this.index);
  }

  get succeeded(): number {
    return this.counts.succeeded(this.index);
  }

  get last(): EpochMs | null {
    return this.counts.last(this.index);
  }

  toLoginSource(): LoginSource {
    const { key, isHost } = this;
    // Field by field: what is spread into an object of other fields may get a hidden class of its own as well.
    const { failed, succeeded, users, usersTotal, first, last, peak10s } = this.counts.read(this.index);
    const ip = isHost ? null : key;
    const host = isHost ? key : null;
    return { ip, host, failed, succeeded, users, usersTotal, first, last, peak10s };
  }
}

const HOURS_A_WEEK = 7 * 24;
/** The epoch began on a Thursday. */
const EPOCH_HOUR = 3 * 24;

/** From 0, Monday 00:00 UTC. */
function hourOfWeek(time: EpochMs): number {
  return (((Math.floor(time / HOUR_MS) + EPOCH_HOUR) % HOURS_A_WEEK) + HOURS_A_WEEK) % HOURS_A_WEEK;
}

export type SavedLogins = {
  readonly failed: number;
  readonly succeeded: number;
  readonly uncounted: number;
  readonly rate: SavedRate;
  readonly hours: readonly number[];
  readonly recent: SavedRecent;
  /** In order of their index; host names are told apart by `hosts`. */
  readonly keys: Iterable<string>;
  readonly hosts: readonly SourceIndex[];
  readonly counts: SavedCounts;
  readonly ofPackets?: number;
};

/** Login attempts per source and in total. */
export class Logins {
  failed = 0;
  succeeded = 0;
  /** Attempts of sources beyond the limit: counted in the totals only. */
  uncounted = 0;
  private readonly rate = new Rate(RATE_HISTORY_S);
  private readonly hours = new Float64Array(HOURS_A_WEEK);
  private readonly recent = new RecentFailures();
  private readonly sources = new AddressTable();
  private readonly keys = new AddressKeys();
  private readonly hosts = new Set<SourceIndex>();
  private readonly counts: LoginCounts;
  /** When each last got in. Not saved: it says what came after a ban, and that is looked at as it comes. */
  private readonly accepted = new Map<SourceIndex, EpochMs>();

  /** Number of sources that captures showed first: they have a limit of their own. */
  private ofPackets = 0;

  constructor(
    private readonly limit: number,
    private readonly limitOfPackets: number,
  ) {
    this.counts = new LoginCounts(limit, limitOfPackets);
  }

  /** The number of the event's source here; `UNKNOWN` when it is no login, or of nobody that is counted. */
  add(event: LogEvent): number {
    if (!event.login || event.outcome === null) return UNKNOWN;
    const { time, count } = event;
    const source = this.sourceOf(event);
    if (event.outcome === 'failure') {
      this.failed += count;
      this.rate.add(time, count);
      const hour = hourOfWeek(time);
      this.hours[hour] = (this.hours[hour] as number) + count;
      if (source === UNKNOWN) return UNKNOWN;
      this.counts.fail(source, time, count, event.user, event.ref.isPacket);
      this.recent.add(time, source, count);
    } else {
      this.succeeded += count;
      if (source === UNKNOWN) return UNKNOWN;
      this.counts.succeed(source, count);
      if (!(time <= (this.accepted.get(source) ?? Number.NEGATIVE_INFINITY))) this.accepted.set(source, time);
    }
    return source;
  }

  /** Failed logins of a source (by its number), ever. */
  failedOf(source: SourceIndex): number {
    return this.counts.failed(source);
  }

  /** Whether so many logins of the event's source failed in that time before it; true, too, where too much else did to look. */
  hasFailed({ srcIp, srcHost, time }: LogEvent, span: DurationMs, count: number): boolean {
    const key = srcIp ?? srcHost;
    const source = key === null ? UNKNOWN : this.sources.get(key);
    if (source === UNKNOWN || (this.counts.last(source) ?? Number.NEGATIVE_INFINITY) <= time - span)
      return false;
    return this.recent.hasAtLeast(count, source, time - span, time);
  }

  /** Failures in the 10 s before each of `points` times up to `end`; of one source, or of all. */
  series(key: string | null, end: EpochMs, span: DurationMs, points: number): number[] {
    if (key === null) return this.rate.series(end, span, points);
    const source = this.sources.get(key);
    const rate = new Rate(RATE_HISTORY_S);
    if (source !== UNKNOWN) {
      const failures: [EpochMs, number][] = [];
      this.recent.visit(end - span - RATE_WINDOW_S * SECOND_MS, (time, index, count) => {
        if (index === source) failures.push([time, count]);
      });
      for (const [time, count] of failures.reverse()) rate.add(time, count);
    }
    return rate.series(end, span, points);
  }

  /** Failures per step of the last `steps * step` before `end`, oldest first, for each source asked for. */
  recentOf(asked: readonly LoginCount[], end: EpochMs, step: DurationMs, steps: number): number[][] {
    const rows = asked.map(() => new Array<number>(steps).fill(0));
    // In a large attack 200,000 failures are looked at, ten times a second: most are of others.
    const rowOf = new Uint16Array(this.size);
    for (const [row, { index }] of asked.entries()) rowOf[index] = row + 1;
    const start = end - step * steps;
    this.recent.visit(start, (time, index, count) => {
      const row = rowOf[index] as number;
      if (row === 0) return;
      const at = Math.ceil((time - start) / step) - 1;
      const counts = rows[row - 1] as number[];
      if (at < steps) counts[at] = (counts[at] ?? 0) + count;
    });
    return rows;
  }

  get size(): number {
    return this.keys.size;
  }

  /** Failures by hour of the week, Monday 00:00 UTC first. */
  byHour(): readonly number[] {
    return [...this.hours];
  }

  /** Changes with every attempt. */
  get version(): number {
    return this.failed + this.succeeded;
  }

  /** Every source, in order of its first attempt. */
  *all(): Iterable<LoginCount> {
    for (let index = 0; index < this.size; index++) yield this.source(index);
  }

  find(key: string): LoginCount | null {
    const index = this.sources.get(key);
    return index === UNKNOWN ? null : this.source(index);
  }

  /** When somebody last got in from there, since this began to read; null when nobody did. */
  lastAccepted(key: string): EpochMs | null {
    return this.accepted.get(this.sources.get(key)) ?? null;
  }

  /** Most failures first, then latest, then by name, so that equal evidence gives equal lists. */
  top(count: number): LoginCount[] {
    const indices = Array.from({ length: this.size }, (_, index) => index);
    return firstOf(indices, count, this.order).map((index) => this.source(index));
  }

  private readonly order = (a: SourceIndex, b: SourceIndex): number => {
    const { counts, keys } = this;
    return (
      counts.failed(b) - counts.failed(a) ||
      (counts.last(b) ?? 0) - (counts.last(a) ?? 0) ||
      (keys.text(a) < keys.text(b) ? -1 : 1)
    );
  };

  /** Every source in the order of `top`, each put together when it is its turn. */
  *inOrder(): Iterable<LoginSource> {
    for (const index of sortedIndices(this.size, this.order)) yield this.source(index).toLoginSource();
  }

  save(): SavedLogins {
    const { failed, succeeded, uncounted, ofPackets } = this;
    const keys = this.keys.copy();
    return {
      ...{ failed, succeeded, uncounted, ofPackets, keys: new SavedList(() => keys.all()) },
      rate: this.rate.save(),
      hours: this.byHour(),
      recent: this.recent.save(RATE_HISTORY_S * SECOND_MS + GRACE_MS),
      hosts: [...this.hosts],
      counts: this.counts.save(keys.size),
    };
  }

  restore(saved: SavedLogins): void {
    this.failed = saved.failed;
    this.succeeded = saved.succeeded;
    this.uncounted = saved.uncounted;
    this.ofPackets = saved.ofPackets ?? 0;
    this.rate.restore(saved.rate);
    this.hours.set(saved.hours);
    this.recent.restore(saved.recent);
    for (const key of saved.keys) this.sources.add(key, this.keys.push(key));
    for (const host of saved.hosts) this.hosts.add(host);
    this.counts.restore(saved.counts);
  }

  private source(index: SourceIndex): LoginCount {
    return new CountedSource(index, this.keys.text(index), this.hosts.has(index), this.counts);
  }

  private sourceOf(event: LogEvent): SourceIndex {
    const bits = event.srcBits ?? NOT_IPV4;
    if (bits !== NOT_IPV4) {
      const known = this.sources.getBits(bits);
      if (known !== UNKNOWN) return known;
    }
    const key = event.srcIp ?? event.srcHost;
    if (key === null) return UNKNOWN;
    const known = this.sources.get(key);
    if (known !== UNKNOWN) return known;
    const ofPackets = event.ref.isPacket === true;
    if (this.size >= this.limit || (ofPackets && this.ofPackets >= this.limitOfPackets)) {
      this.uncounted += event.count;
      return UNKNOWN;
    }
    if (ofPackets) this.ofPackets++;
    const own = retainText(key);
    const index = this.keys.push(own);
    this.sources.add(own, index);
    if (event.srcIp === null) this.hosts.add(index);
    this.counts.start(index);
    return index;
  }
}
