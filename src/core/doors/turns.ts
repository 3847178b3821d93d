import type { DurationMs } from '../../model/time.ts';

type TurnsPorts = {
  /** A clock for measuring, in milliseconds. */
  readonly stopwatch: () => number;
  readonly pause: (time: DurationMs) => Promise<void>;
};

/** After each piece of work the next waits this many times as long: all visitors together have a quarter of the thread. */
const REST_PER_WORK = 3;
/** Shorter rests are saved up: a timer is no more exact. */
const LEAST_REST_MS = 5;

/** Lets visitors have their work done one after the other, in the order in which they came, and leaves the core room. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();
  private restUntil = 0;

  constructor(private readonly ports: TurnsPorts) {}

  /** Resolves with what the work returned, when its turn came; rejects with what it threw. */
  take<Result>(work: () => Result): Promise<Result> {
    const mine = this.last.then(() => this.rest()).then(() => this.timed(work));
    this.last = mine.catch(() => {});
    return mine;
  }

  private timed<Result>(work: () => Result): Result {
    const { stopwatch } = this.ports;
    const began = stopwatch();
    try {
      return work();
    } finally {
      const ended = stopwatch();
      this.restUntil = Math.max(this.restUntil, ended) + (ended - began) * REST_PER_WORK;
    }
  }

  private async rest(): Promise<void> {
    const left = this.restUntil - this.ports.stopwatch();
    if (left >= LEAST_REST_MS) await this.ports.pause(left);
  }
}
