import { float64s, longerFloat64s } from '../../engine/arrays/large-arrays.ts';
import type { AlertId } from '../../model/alerts/alert.ts';

/** Ids that no longer wait are forgotten once there are more than this, and more than twice those that wait. */
const MOST_KNOWN = 100_000;
const FEWEST_PLACES = 1024;
const NO_TURN = 0;

/**
 * Alerts that wait, the longest first. In a large attack they come and go thousands of times a second: a set would be copied
 * every second, half a megabyte that V8 looks for much later. What is only given another turn in its place in a map, and a
 * list that is moved together where it is, leave nothing behind.
 */
export class InTurn implements Iterable<AlertId> {
  /** Where each stands in the list, from 1; `NO_TURN`: it waits no longer. */
  private readonly turns = new Map<AlertId, number>();
  private waiting = 0;
  private mostKnown = MOST_KNOWN;
  /** One that waits no longer, or has another turn, stands here until its turn has passed. */
  private readonly list: AlertId[] = new Array(FEWEST_PLACES).fill('');
  private times = float64s(FEWEST_PLACES);
  private first = 0;
  private end = 0;

  get size(): number {
    return this.waiting;
  }

  has(id: AlertId): boolean {
    return this.waiting > 0 && (this.turns.get(id) ?? NO_TURN) !== NO_TURN;
  }

  /** `since` is never before that of another. */
  add(id: AlertId, since = 0): void {
    if (this.has(id)) return;
    if (this.turns.size >= this.mostKnown) this.forget();
    if (this.end === this.list.length) this.makeRoom();
    this.list[this.end] = id;
    this.times[this.end] = since;
    this.turns.set(id, ++this.end);
    this.waiting++;
  }

  /** Whether it waited. */
  delete(id: AlertId): boolean {
    if (!this.has(id)) return false;
    this.turns.set(id, NO_TURN);
    this.waiting--;
    return true;
  }

  /** Takes out the one whose turn it is; null when none waits. */
  take(): AlertId | null {
    const id = this.passGone() ? (this.list[this.first] as AlertId) : null;
    if (id !== null) this.delete(id);
    return id;
  }

  /** Since when the longest waits; infinite when none does. */
  get longest(): number {
    return this.passGone() ? (this.times[this.first] as number) : Number.POSITIVE_INFINITY;
  }

  [Symbol.iterator](): Iterator<AlertId> {
    return this.since(Number.POSITIVE_INFINITY);
  }

  /** The ids that have waited since that time or longer. Nothing may be added meanwhile. */
  *since(latest: number): Generator<AlertId> {
    for (let at = this.first; at < this.end; at++) {
      if ((this.times[at] as number) > latest) return;
      if (this.waitsAt(at)) yield this.list[at] as AlertId;
    }
  }

  private waitsAt(at: number): boolean {
    return this.turns.get(this.list[at] as AlertId) === at + 1;
  }

  /** Whether one is left. */
  private passGone(): boolean {
    while (this.first < this.end && !this.waitsAt(this.first)) this.first++;
    return this.first < this.end;
  }

  private forget(): void {
    for (const [id, turn] of this.turns) if (turn === NO_TURN) this.turns.delete(id);
    this.mostKnown = Math.max(MOST_KNOWN, 2 * this.turns.size);
  }

  /** Each that waits once, and at least a third as many places again. */
  private makeRoom(): void {
    const { list, times, turns } = this;
    let left = 0;
    for (let at = this.first; at < this.end; at++) {
      if (!this.waitsAt(at)) continue;
      const id = list[at] as AlertId;
      times[left] = times[at] as number;
      list[left] = id;
      turns.set(id, ++left);
    }
    list.fill('', left);
    this.first = 0;
    this.end = left;
    if (4 * left <= 3 * list.length) return;
    for (let more = list.length >> 1; more > 0; more--) list.push('');
    this.times = longerFloat64s(times, list.length);
  }
}
