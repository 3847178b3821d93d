/** A clock that stands still until told, and the timers that hang on it. */
type FakeTime = {
  now(): number;
  schedule(run: () => void, delay: number): () => void;
  /** Lets `milliseconds` pass; timers run at their time, in order. */
  advance(milliseconds: number): void;
};

export function createFakeTime(): FakeTime {
  let time = 0;
  let timers: { readonly due: number; readonly run: () => void }[] = [];
  return {
    now: () => time,
    schedule(run, delay) {
      const timer = { due: time + delay, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(milliseconds) {
      const end = time + milliseconds;
      for (;;) {
        const next = timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        time = next.due;
        next.run();
      }
      time = end;
    },
  };
}
