/** A line between a program and its terminal, as ssh is: takes all at once, hands it on at its own pace. */
export type SlowLine = {
  push(data: string): void;
  /** Nothing comes through until `resume`, either way. */
  stall(): void;
  resume(): void;
  /** What the terminal says back. */
  answer(data: string): void;
  /** Bytes on their way to the terminal. */
  readonly waiting: number;
  close(): void;
};

export type LineOptions = {
  readonly bytesPerSecond: number;
  /** Milliseconds that an answer takes. */
  readonly delay: number;
};

const STEP_MS = 10;

export function createSlowLine(
  { bytesPerSecond, delay }: LineOptions,
  down: (data: string) => void,
  up: (data: string) => void,
): SlowLine {
  let queue = '';
  let answers: { readonly data: string; readonly due: number }[] = [];
  let isStalled = false;
  let last = performance.now();
  let budget = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    budget = isStalled ? 0 : Math.min(budget + ((now - last) * bytesPerSecond) / 1000, bytesPerSecond / 10);
    last = now;
    if (isStalled) return;
    const part = queue.slice(0, Math.floor(budget));
    queue = queue.slice(part.length);
    budget -= part.length;
    if (part !== '') down(part);
    const due = answers.filter((answer) => answer.due <= now);
    answers = answers.filter((answer) => answer.due > now);
    for (const { data } of due) up(data);
  }, STEP_MS);
  return {
    push(data) {
      queue += data;
    },
    stall() {
      isStalled = true;
    },
    resume() {
      isStalled = false;
    },
    answer(data) {
      answers = [...answers, { data, due: performance.now() + delay }];
    },
    get waiting() {
      return queue.length;
    },
    close: () => clearInterval(timer),
  };
}
