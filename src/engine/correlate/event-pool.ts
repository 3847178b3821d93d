import type { EpochMs } from '../../model/time.ts';
import type { GroupEvent } from './group-event.ts';
import type { LineId, LineStore } from './line-store.ts';

/** Place of an event in the pool. */
export type Place = number;
export const NOWHERE: Place = 0;

/** A time and four whole numbers: 32 bytes, so that one step along a window costs one line of the processor's cache. */
const BYTES = 32;
const TIMES = BYTES / Float64Array.BYTES_PER_ELEMENT;
const NUMBERS = BYTES / Int32Array.BYTES_PER_ELEMENT;
const COUNT = 2;
const OLDER = 3;
const NEWER = 4;
const LINE = 5;

/**
 * The events of all windows, as linked lists in one array of numbers. Under attack there are tens of thousands of short
 * windows: as arrays and objects of their own, strewn over the heap, each count waited for memory, and the collector
 * walked over all of them (of 1,000,000 lines, 3.4 s; so 1 s).
 */
export class EventPool {
  /** Two views of the same bytes. */
  private times = new Float64Array(TIMES * 1024);
  private numbers = new Int32Array(this.times.buffer);
  private used = 1;
  /** First of the places to use again, linked by `older`. */
  private free: Place = NOWHERE;

  constructor(private readonly lines: LineStore) {}

  /** Holds the line as long as the event is kept. */
  take(time: EpochMs, count: number, line: LineId): Place {
    let place = this.free;
    if (place !== NOWHERE) this.free = this.older(place);
    else {
      place = this.used++;
      if (TIMES * this.used > this.times.length) this.grow();
    }
    this.lines.hold(line);
    this.times[TIMES * place] = time;
    this.numbers[NUMBERS * place + COUNT] = count;
    this.numbers[NUMBERS * place + LINE] = line;
    return place;
  }

  giveBack(place: Place): void {
    this.lines.release(this.numbers[NUMBERS * place + LINE] as LineId);
    this.numbers[NUMBERS * place + OLDER] = this.free;
    this.free = place;
  }

  time(place: Place): EpochMs {
    return this.times[TIMES * place] as EpochMs;
  }

  count(place: Place): number {
    return this.numbers[NUMBERS * place + COUNT] as number;
  }

  older(place: Place): Place {
    return this.numbers[NUMBERS * place + OLDER] as Place;
  }

  newer(place: Place): Place {
    return this.numbers[NUMBERS * place + NEWER] as Place;
  }

  event(place: Place): GroupEvent {
    const kept = this.lines.read(this.numbers[NUMBERS * place + LINE] as LineId);
    return { time: this.time(place), count: this.count(place), kept };
  }

  /** Makes two events neighbours; either may be nowhere. */
  link(older: Place, newer: Place): void {
    this.numbers[NUMBERS * older + NEWER] = newer;
    this.numbers[NUMBERS * newer + OLDER] = older;
  }

  private grow(): void {
    const larger = new Float64Array(2 * this.times.length);
    larger.set(this.times);
    this.times = larger;
    this.numbers = new Int32Array(larger.buffer);
  }
}
