import assert from 'node:assert/strict';

export type TimeLimits = {
  readonly longest: number;
  /** What takes no longer at this length is not quadratic in it: that takes seconds. */
  readonly quickMs: number;
  readonly mostMs: number;
};

/** Whatever a client can choose may be this long before its line is cut. */
const USUAL: TimeLimits = { longest: 60_000, quickMs: 5, mostMs: 200 };
const ATTEMPTS = 5;

/** Milliseconds of the processor that something takes: what other programs take does not count. */
export function processorTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * Four times the length may take four times as long, and a machine may stutter: ten times is allowed, and a few attempts.
 * What is quadratic takes sixteen times, each time.
 */
export function assertLinear(
  name: string,
  work: (length: number) => unknown,
  limits: Partial<TimeLimits> = {},
): void {
  const { longest, quickMs, mostMs } = { ...USUAL, ...limits };
  const bestOfThree = (length: number): number =>
    Math.min(...[1, 2, 3].map(() => processorTime(() => work(length))));
  if (processorTime(() => work(longest)) < quickMs) return;
  for (let attempt = 1; ; attempt++) {
    const short = bestOfThree(longest / 4);
    const long = bestOfThree(longest);
    if ((long < quickMs || long < 10 * short) && long < mostMs) return;
    const times = `${short.toFixed(2)} ms, four times as long ${long.toFixed(2)} ms`;
    assert.ok(attempt < ATTEMPTS, `${name}: ${times}`);
  }
}

export function pumped(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}
