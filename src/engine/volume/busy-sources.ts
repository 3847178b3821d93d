import { type LogEvent, retainText } from '../../model/log-event.ts';
import { SECOND_MS } from '../../model/time.ts';
import { AddressTable, UNKNOWN } from '../address-table.ts';
import { NOT_IPV4 } from '../ipv4.ts';

/** Requests of one source that are told together: an event for each request would cost more than all else. */
export const TOLD_TOGETHER = 100;
/** What is not told within this time is forgotten: slow sources never come so far. */
const FORGOTTEN_MS = 10 * SECOND_MS;
/** Sources within that time; of more nothing is counted. */
const MOST = 65_536;

export type SavedBusy = {
  readonly period: number;
  readonly counts: readonly (readonly [source: string, count: number])[];
};

/**
 * Tells of each source every hundred requests that came within ten seconds, so that a rule can count them in a window of
 * its own without looking at each request.
 */
export class BusySources {
  private period = Number.NEGATIVE_INFINITY;
  private readonly indexes = new AddressTable();
  private readonly keys: string[] = [];
  private readonly counts: number[] = [];

  /** How many requests of the event's source are to be told with this one; 0 for nearly all. */
  add(event: LogEvent): number {
    const period = Math.floor(event.time / FORGOTTEN_MS);
    if (period > this.period) this.begin(period);
    const source = this.indexOf(event);
    if (source === UNKNOWN) return 0;
    const count = (this.counts[source] as number) + event.count;
    const told = count < TOLD_TOGETHER ? 0 : count;
    this.counts[source] = count - told;
    return told;
  }

  save(): SavedBusy {
    const counts = this.keys.map((key, index) => [key, this.counts[index] ?? 0] as const);
    return { period: Number.isFinite(this.period) ? this.period : 0, counts };
  }

  restore({ period, counts }: SavedBusy): void {
    this.begin(period);
    for (const [key, count] of counts) this.counts[this.start(key)] = count;
  }

  private begin(period: number): void {
    this.period = period;
    if (this.keys.length > 0) this.indexes.clear();
    this.keys.length = 0;
    this.counts.length = 0;
  }

  private indexOf(event: LogEvent): number {
    const bits = event.srcBits ?? NOT_IPV4;
    const known = bits === NOT_IPV4 ? UNKNOWN : this.indexes.getBits(bits);
    if (known !== UNKNOWN) return known;
    // Made from the bits when it is asked for.
    const { srcIp } = event;
    if (srcIp === null) return UNKNOWN;
    const found = this.indexes.get(srcIp);
    return found === UNKNOWN && this.keys.length < MOST ? this.start(retainText(srcIp)) : found;
  }

  private start(key: string): number {
    const index = this.keys.length;
    this.indexes.add(key, index);
    this.keys.push(key);
    this.counts.push(0);
    return index;
  }
}
