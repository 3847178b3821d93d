import type { EpochMs } from '../../model/time.ts';
import type { GroupEvent, KeptLine } from './group-event.ts';

/** Place of an event in the pool. */
export type Place = number;
export const NOWHERE: Place = 0;

/** time, count, older, newer: 32 bytes, so that one step along a window costs one line of the processor's cache. */
const STRIDE = 4;
const COUNT = 1;
const OLDER = 2;
const NEWER = 3;

const NO_LINE: KeptLine = { source: '', line: 0, raw: '', user: null };

/**
 * The events of all windows, as linked lists in one array. Under attack there are tens of thousands of short windows:
 * as arrays of their own, strewn over the heap, each count waited for memory and the collector walked over all of them
 * (3.4 s for 700,000 events; lists in one array: see `bench`).
 */
export class EventPool {
  private numbers = new Float64Array(STRIDE * 1024);
  private readonly lines: KeptLine[] = [NO_LINE];
  /** First of the places to use again, linked by `older`. */
  private free: Place = NOWHERE;

  take(time: EpochMs, count: number, line: KeptLine): Place {
    let place = this.free;
    if (place !== NOWHERE) {
      this.free = this.older(place);
      this.lines[place] = line;
    } else {
      place = this.lines.push(line) - 1;
      if (STRIDE * place === this.numbers.length) this.grow();
    }
    this.numbers[STRIDE * place] = time;
    this.numbers[STRIDE * place + COUNT] = count;
    return place;
  }

  giveBack(place: Place): void {
    this.lines[place] = NO_LINE;
    this.numbers[STRIDE * place + OLDER] = this.free;
    this.free = place;
  }

  time(place: Place): EpochMs {
    return this.numbers[STRIDE * place] as EpochMs;
  }

  count(place: Place): number {
    return this.numbers[STRIDE * place + COUNT] as number;
  }

  older(place: Place): Place {
    return this.numbers[STRIDE * place + OLDER] as Place;
  }

  newer(place: Place): Place {
    return this.numbers[STRIDE * place + NEWER] as Place;
  }

  event(place: Place): GroupEvent {
    return { time: this.time(place), count: this.count(place), kept: this.lines[place] as KeptLine };
  }

  /** Makes two events neighbours; either may be nowhere. */
  link(older: Place, newer: Place): void {
    this.numbers[STRIDE * older + NEWER] = newer;
    this.numbers[STRIDE * newer + OLDER] = older;
  }

  private grow(): void {
    const larger = new Float64Array(2 * this.numbers.length);
    larger.set(this.numbers);
    this.numbers = larger;
  }
}
