import type { Output } from '../../src/platform/terminal/paced-writer.ts';

/** An output that takes what is written at once, or only when the test lets it. */
type SlowTerminal = Output & {
  /** What was written, one string a write. */
  readonly writes: readonly string[];
  /** From now on nothing is taken. */
  stall(): void;
  /** Takes everything that waits, and what follows at once. */
  drain(): void;
  /** Bytes that wait. */
  readonly waiting: number;
};

export function createSlowTerminal(take: (bytes: string) => void = () => {}): SlowTerminal {
  const writes: string[] = [];
  let queue: { readonly bytes: string; readonly done: () => void }[] = [];
  let isStalled = false;
  return {
    writes,
    write(bytes, done) {
      writes.push(bytes);
      if (isStalled) queue.push({ bytes, done });
      else {
        take(bytes);
        done();
      }
    },
    stall() {
      isStalled = true;
    },
    drain() {
      isStalled = false;
      const taken = queue;
      queue = [];
      for (const { bytes, done } of taken) {
        take(bytes);
        done();
      }
    },
    get waiting() {
      return queue.reduce((sum, { bytes }) => sum + bytes.length, 0);
    },
  };
}
