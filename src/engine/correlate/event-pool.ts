import type { EpochMs } from '../../model/time.ts';
import type { GroupEvent, HeldEvent } from './group-event.ts';
import type { LineId, LineStore } from './line-store.ts';

/** Where a run of places begins. */
export type Offset = number;

/**
 * The events of all windows: runs of places, each a power of two long, in arrays of numbers. Under attack there are tens
 * of thousands of short windows: as arrays of their own, strewn over the heap, each count waited for memory, and the
 * collector walked over all of them. In runs, a count is a look at one or two places beside each other.
 */
export class EventPool {
  times = new Float64Array(1024);
  /** Count and line of each event. */
  numbers = new Int32Array(2 * 1024);
  /** Of windows that tell values apart: the value of each event, and what came with it. */
  values = new Int32Array(2 * 1024);
  private used = 0;
  /** By the logarithm of their length: runs to use again. */
  private readonly free: Offset[][] = [];

  constructor(private readonly lines: LineStore) {}

  /** A run of `2 ** log` places. */
  take(log: number): Offset {
    const known = this.free[log]?.pop();
    if (known !== undefined) return known;
    const offset = this.used;
    this.used += 1 << log;
    if (this.used > this.times.length) this.grow();
    return offset;
  }

  giveBack(offset: Offset, log: number): void {
    while (this.free.length <= log) this.free.push([]);
    this.free[log]?.push(offset);
  }

  /** Holds the line as long as the event is kept. */
  put(place: number, time: EpochMs, count: number, line: LineId): void {
    this.lines.hold(line);
    this.times[place] = time;
    this.numbers[2 * place] = count;
    this.numbers[2 * place + 1] = line;
  }

  move(from: number, to: number): void {
    this.times[to] = this.times[from] as number;
    this.numbers[2 * to] = this.numbers[2 * from] as number;
    this.numbers[2 * to + 1] = this.numbers[2 * from + 1] as number;
    this.values[2 * to] = this.values[2 * from] as number;
    this.values[2 * to + 1] = this.values[2 * from + 1] as number;
  }

  release(place: number): void {
    this.lines.release(this.numbers[2 * place + 1] as LineId);
  }

  setValue(place: number, value: number, companion: number): void {
    this.values[2 * place] = value;
    this.values[2 * place + 1] = companion;
  }

  count(place: number): number {
    return this.numbers[2 * place] as number;
  }

  held(place: number): HeldEvent {
    const line = this.numbers[2 * place + 1] as LineId;
    return { time: this.times[place] as EpochMs, count: this.count(place), line };
  }

  event(place: number): GroupEvent {
    const { time, count, line } = this.held(place);
    return { time, count, kept: this.lines.read(line) };
  }

  private grow(): void {
    const size = Math.max(2 * this.times.length, this.used);
    const times = new Float64Array(size);
    const numbers = new Int32Array(2 * size);
    times.set(this.times);
    const values = new Int32Array(2 * size);
    numbers.set(this.numbers);
    values.set(this.values);
    Object.assign(this, { times, numbers, values });
  }
}
