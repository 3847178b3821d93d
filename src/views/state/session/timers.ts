import type { DurationMs } from '../../../model/time.ts';

/** Injected, so that tests let time pass themselves. */
export type Timers = {
  /** Runs once after the delay; the returned function calls it off. */
  after(delay: DurationMs, run: () => void): () => void;
};

export const systemTimers: Timers = {
  after(delay, run) {
    const timer = setTimeout(run, delay);
    return () => clearTimeout(timer);
  },
};
