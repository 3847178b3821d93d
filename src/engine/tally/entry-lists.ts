import type { EpochMs } from '../../model/time.ts';
import { grownLength } from '../arrays/growth.ts';
import { float64s, longerFloat64s } from '../arrays/large-arrays.ts';

/** A list. It has a row like its entries: its last entry, how many there are, and its first entry. */
export type ListId = number;

/** An entry is a row: its time, its count, the number of the next entry. */
const STRIDE = 3;
const COUNT = 1;
const NEXT = 2;
/** A list is a row, too: its last entry, how many entries it has, its first one. */
const SIZE = COUNT;
const FIRST = NEXT;
const NONE = 0;

/**
 * Lists that grow at their end and shrink from their start, all in one array of numbers. With 10,000 sources, an array for
 * each was three quarters spare room: 6 MB that the garbage collector walked over.
 */
export class EntryLists {
  private numbers = float64s(STRIDE * 256);
  private used = 1;
  private free = NONE;

  begin(): ListId {
    const list = this.take();
    this.numbers.fill(0, STRIDE * list, STRIDE * (list + 1));
    return list;
  }

  size(list: ListId): number {
    return this.numbers[STRIDE * list + SIZE] as number;
  }

  push(list: ListId, time: EpochMs, count: number): void {
    const entry = this.take();
    const { numbers } = this;
    const at = STRIDE * entry;
    numbers[at] = time;
    numbers[at + COUNT] = count;
    numbers[at + NEXT] = NONE;
    const size = this.size(list);
    // An entry's link to the next and an empty list's link to its first stand at the same place in a row.
    const last = size === 0 ? list : (numbers[STRIDE * list] as number);
    numbers[STRIDE * last + NEXT] = entry;
    numbers[STRIDE * list] = entry;
    numbers[STRIDE * list + SIZE] = size + 1;
  }

  /** Time of the first entry; the list must not be empty. */
  firstTime(list: ListId): EpochMs {
    return this.numbers[STRIDE * this.first(list)] as EpochMs;
  }

  /** Lets go of the first entry; returns what it counts. */
  shift(list: ListId): number {
    const entry = this.first(list);
    const row = STRIDE * list;
    this.numbers[row + FIRST] = this.numbers[STRIDE * entry + NEXT] as number;
    this.numbers[row + SIZE] = this.size(list) - 1;
    this.giveBack(entry);
    return this.numbers[STRIDE * entry + COUNT] as number;
  }

  /** Gives back the row of a list that is empty. */
  end(list: ListId): void {
    this.giveBack(list);
  }

  /** Time and count of each in turn. */
  flat(list: ListId): number[] {
    const flat: number[] = [];
    let entry = this.first(list);
    for (let left = this.size(list); left > 0; left--) {
      const at = STRIDE * entry;
      flat.push(this.numbers[at] as number, this.numbers[at + COUNT] as number);
      entry = this.numbers[at + NEXT] as number;
    }
    return flat;
  }

  private first(list: ListId): number {
    return this.numbers[STRIDE * list + FIRST] as number;
  }

  private giveBack(place: number): void {
    this.numbers[STRIDE * place + NEXT] = this.free;
    this.free = place;
  }

  private take(): number {
    const known = this.free;
    if (known !== NONE) {
      this.free = this.numbers[STRIDE * known + NEXT] as number;
      return known;
    }
    const entry = this.used++;
    if (STRIDE * this.used > this.numbers.length) {
      const length = grownLength(this.numbers.length, STRIDE * this.used);
      this.numbers = longerFloat64s(this.numbers, length);
    }
    return entry;
  }
}
