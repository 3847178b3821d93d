import type { AlertClass } from '../../model/alerts/alert.ts';
import { type LogEvent, retainText } from '../../model/log-event.ts';
import type { DurationMs, EpochMs } from '../../model/time.ts';
import type { WebSource } from '../../model/web/web-source.ts';
import { AddressTable, UNKNOWN } from '../address/address-table.ts';
import { NOT_IPV4 } from '../address/ipv4.ts';
import { float64s, float64sOf, longerFloat64s } from '../arrays/large-arrays.ts';
import { CAPTURE_ROOM, MAX_SOURCES } from '../limits.ts';
import { SavedList } from '../saved-list.ts';
import { RATE_HISTORY_S } from './logins.ts';
import { Rate, type SavedRate } from './rate.ts';
import { sortedIndices } from './sorted-indices.ts';

/** Number of a source within its tally. */
type SourceIndex = number;

/** Requests, errors, first and last: 32 bytes a source, which never lie in two lines of the processor's cache. */
const STRIDE = 4;
const ERRORS = 1;
const FIRST = 2;
const LAST = 3;

/** Requests of any class of attack, those of them that were answered without an error, and those of each class. */
type Attacks = { attacked: number; passed: number; readonly classes: Partial<Record<AlertClass, number>> };

export type SavedWeb = {
  readonly requests: number;
  readonly uncounted: number;
  readonly ofPackets?: number;
  readonly rate: SavedRate;
  readonly sources: Iterable<WebSource>;
};

/**
 * Web requests per address and in total. What every request touches are rows of numbers: as objects, the 20,000 visitors
 * of a shop took a seventh of the time of a scan.
 */
export class Web {
  requests = 0;
  uncounted = 0;
  /** Number of sources that captures showed first: they have a limit of their own. */
  private ofPackets = 0;
  private readonly rate = new Rate(RATE_HISTORY_S);
  private readonly indexes = new AddressTable();
  private numbers = float64s(STRIDE * 256);
  /** Only attackers have an entry. Those that attacked once share theirs (`ones`) with all who did the same; it is never changed. */
  private readonly attacks = new Map<SourceIndex, Attacks>();
  private readonly ones = new Map<string, Attacks>();

  constructor(
    private readonly limit: number = MAX_SOURCES,
    private readonly limitOfPackets = CAPTURE_ROOM.sources,
    private readonly keys: string[] = [],
  ) {}

  /** `classes`: those of the rules that the request matched, each once. */
  add(event: LogEvent, classes: readonly AlertClass[]): void {
    if (event.category !== 'web') return;
    this.requests++;
    this.rate.add(event.time, 1);
    const bits = event.srcBits ?? NOT_IPV4;
    let source = bits === NOT_IPV4 ? UNKNOWN : this.indexes.getBits(bits);
    if (source === UNKNOWN) {
      const key = event.srcIp ?? event.srcHost;
      if (key === null) return;
      source = this.indexes.get(key);
      if (source === UNKNOWN) source = this.startOf(key, event);
      if (source === UNKNOWN) return;
    }
    this.count(source, event, classes);
  }

  /** `UNKNOWN` beyond the limit. */
  private startOf(key: string, { time, ref }: LogEvent): SourceIndex {
    if (this.keys.length >= this.limit || (ref.isPacket && this.ofPackets >= this.limitOfPackets)) {
      this.uncounted++;
      return UNKNOWN;
    }
    if (ref.isPacket) this.ofPackets++;
    return this.start(retainText(key), time);
  }

  private count(source: SourceIndex, event: LogEvent, classes: readonly AlertClass[]): void {
    const { numbers } = this;
    const row = STRIDE * source;
    numbers[row] = (numbers[row] as number) + 1;
    if (event.outcome === 'failure') numbers[row + ERRORS] = (numbers[row + ERRORS] as number) + 1;
    if (event.time < (numbers[row + FIRST] as EpochMs)) numbers[row + FIRST] = event.time;
    if (event.time > (numbers[row + LAST] as EpochMs)) numbers[row + LAST] = event.time;
    if (classes.length > 0) this.addAttack(source, classes, event.outcome === 'success');
  }

  /** The tally as it stands now. */
  save(): SavedWeb {
    const { requests, uncounted, ofPackets, limit, limitOfPackets, keys, numbers, attacks } = this;
    const copy = new Web(limit, limitOfPackets, keys.slice());
    copy.numbers = float64sOf(numbers, STRIDE * keys.length);
    for (const [source, each] of attacks) {
      copy.attacks.set(source, each.attacked === 1 ? each : { ...each, classes: { ...each.classes } });
    }
    return {
      requests,
      uncounted,
      ofPackets,
      rate: this.rate.save(),
      sources: new SavedList(() => copy.each()),
    };
  }

  restore({ requests, uncounted, ofPackets = 0, rate, sources }: SavedWeb): void {
    this.ofPackets = ofPackets;
    this.requests = requests;
    this.uncounted = uncounted;
    this.rate.restore(rate);
    for (const { ip, attacks, ...counts } of sources) {
      const source = this.start(ip, counts.first);
      const { requests, errors, attacked, passed, first, last } = counts;
      this.numbers.set([requests, errors, first, last], STRIDE * source);
      if (attacked > 0) this.attacks.set(source, { attacked, passed, classes: { ...attacks } });
    }
  }

  get size(): number {
    return this.keys.length;
  }

  /** Every source, in order of its first request. */
  *each(): Iterable<WebSource> {
    for (let source = 0; source < this.keys.length; source++) yield this.read(source);
  }

  find(key: string): WebSource | null {
    const source = this.indexes.get(key);
    return source === UNKNOWN ? null : this.read(source);
  }

  /** Requests in the 10 s before each of `points` times up to `end`, the most within one step. */
  series(end: EpochMs, span: DurationMs, points: number): number[] {
    return this.rate.series(end, span, points);
  }

  /** Every source, most requests first, each put together when it is its turn. */
  *inOrder(): Iterable<WebSource> {
    const { keys, numbers } = this;
    const order = (a: SourceIndex, b: SourceIndex): number =>
      (numbers[STRIDE * b] as number) - (numbers[STRIDE * a] as number) ||
      ((keys[a] as string) < (keys[b] as string) ? -1 : 1);
    for (const source of sortedIndices(keys.length, order)) yield this.read(source);
  }

  /** The first of them. */
  top(count: number): WebSource[] {
    const first: WebSource[] = [];
    for (const source of this.inOrder()) {
      if (first.push(source) >= count) break;
    }
    return first;
  }

  private start(key: string, time: EpochMs): SourceIndex {
    const source = this.keys.push(key) - 1;
    if (STRIDE * this.keys.length > this.numbers.length) {
      this.numbers = longerFloat64s(this.numbers, 2 * this.numbers.length);
    }
    this.indexes.add(key, source);
    this.numbers[STRIDE * source + FIRST] = time;
    this.numbers[STRIDE * source + LAST] = time;
    return source;
  }

  private addAttack(source: SourceIndex, classes: readonly AlertClass[], hasPassed: boolean): void {
    const known = this.attacks.get(source);
    if (known === undefined) {
      this.attacks.set(source, this.oneOf(classes, hasPassed));
      return;
    }
    const attacks = known.attacked === 1 ? { ...known, classes: { ...known.classes } } : known;
    if (attacks !== known) this.attacks.set(source, attacks);
    attacks.attacked++;
    if (hasPassed) attacks.passed++;
    for (const name of classes) attacks.classes[name] = (attacks.classes[name] ?? 0) + 1;
  }

  private oneOf(classes: readonly AlertClass[], hasPassed: boolean): Attacks {
    const key = `${hasPassed} ${classes.join(' ')}`;
    let one = this.ones.get(key);
    if (one === undefined) {
      const counts = Object.fromEntries(classes.map((name) => [name, 1]));
      one = { attacked: 1, passed: hasPassed ? 1 : 0, classes: counts };
      this.ones.set(key, one);
    }
    return one;
  }

  private read(source: SourceIndex): WebSource {
    const row = STRIDE * source;
    const number = (field: number): number => this.numbers[row + field] as number;
    const { attacked, passed, classes } = this.attacks.get(source) ?? NO_ATTACKS;
    return {
      ip: this.keys[source] as string,
      requests: number(0),
      errors: number(ERRORS),
      attacked,
      passed,
      first: number(FIRST),
      last: number(LAST),
      attacks: { ...classes },
    };
  }
}

const NO_ATTACKS: Attacks = { attacked: 0, passed: 0, classes: {} };
