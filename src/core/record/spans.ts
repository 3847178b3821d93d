import { float64s, int32s, longerFloat64s, longerInt32s } from '../../engine/arrays/large-arrays.ts';
import type { AlertId } from '../../model/alerts/alert.ts';
import { type DurationMs, type EpochMs, MINUTE_MS } from '../../model/time.ts';

/** An attack that goes on so long after the stronger alert has ended is no longer told by that one. */
const SLACK_MS: DurationMs = MINUTE_MS;

/** From when to when an alert tells. */
export type SpanId = number;
export const NO_SPAN: SpanId = 0;

const FEWEST = 64;

/**
 * The times of alerts, those of one group in a chain. In a large attack there are tens of thousands, and all grow: as
 * objects, each took four times the room.
 */
export class Spans {
  private readonly ids: AlertId[] = [''];
  private readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();
  /** First and last of each. */
  private times = float64s(2 * FEWEST);
  /** The next of its group, or of those that are free, and the number of its rule. */
  private links = int32s(2 * FEWEST);
  private free: SpanId = NO_SPAN;

  /** Before `next`; its times are still to be set. */
  add(rule: string, id: AlertId, next: SpanId): SpanId {
    const span = this.free === NO_SPAN ? this.ids.length : this.free;
    if (span === this.free) this.free = this.next(span);
    if (2 * span === this.times.length) this.enlarge();
    this.ids[span] = id;
    this.links[2 * span] = next;
    this.links[2 * span + 1] = this.numberOf(rule);
    return span;
  }

  setTimes(span: SpanId, first: EpochMs, last: EpochMs): void {
    this.times[2 * span] = first;
    this.times[2 * span + 1] = last;
  }

  next(span: SpanId): SpanId {
    return this.links[2 * span] as SpanId;
  }

  id(span: SpanId): AlertId {
    return this.ids[span] as AlertId;
  }

  rule(span: SpanId): string {
    return this.names[this.links[2 * span + 1] as number] as string;
  }

  firstSeen(span: SpanId): EpochMs {
    return this.times[2 * span] as EpochMs;
  }

  /** That of the alert, among those from `first` on; `NO_SPAN`: there is none. */
  find(first: SpanId, id: AlertId): SpanId {
    let span = first;
    while (span !== NO_SPAN && this.ids[span] !== id) span = this.next(span);
    return span;
  }

  /** Whether the stronger alert tells of all that the weaker one tells now. */
  tells(stronger: SpanId, weaker: SpanId): boolean {
    return this.tellsAll(stronger, this.firstSeen(weaker), this.lastSeen(weaker));
  }

  /** The same of one that tells from `first` to `last`. */
  tellsAll(stronger: SpanId, first: EpochMs, last: EpochMs): boolean {
    const end = this.lastSeen(stronger);
    return this.firstSeen(stronger) <= last && first <= end && last <= end + SLACK_MS;
  }

  /** The first of those that are left. */
  drop(first: SpanId, span: SpanId): SpanId {
    if (span === NO_SPAN) return first;
    const after = this.next(span);
    for (let before = first; before !== NO_SPAN; before = this.next(before))
      if (this.next(before) === span) this.links[2 * before] = after;
    this.ids[span] = '';
    this.links[2 * span] = this.free;
    this.free = span;
    return span === first ? after : first;
  }

  dropAll(first: SpanId): void {
    for (let left = first; left !== NO_SPAN; ) left = this.drop(left, left);
  }

  private lastSeen(span: SpanId): EpochMs {
    return this.times[2 * span + 1] as EpochMs;
  }

  private numberOf(rule: string): number {
    const known = this.numbers.get(rule);
    if (known !== undefined) return known;
    this.numbers.set(rule, this.names.push(rule) - 1);
    return this.names.length - 1;
  }

  private enlarge(): void {
    this.times = longerFloat64s(this.times, 2 * this.times.length);
    this.links = longerInt32s(this.links, 2 * this.links.length);
  }
}
