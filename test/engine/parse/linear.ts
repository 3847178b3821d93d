import assert from 'node:assert/strict';

/** Whatever a client can choose may be this long before its line is cut. */
const LONGEST = 60_000;

/** Pieces that patterns stop at, look back for or begin again with. */
export const PUMPED: readonly string[] = [
  ' ',
  'a',
  '1',
  '"',
  '\\',
  '\\"',
  ',',
  ':',
  '[',
  '] "',
  ' from ',
  ' port 1',
  ' ssh2: ',
  ' user=',
  ': ',
  '{"',
  '\\x22',
  '1.',
  '-.',
];

/** Milliseconds of processor time: what other programs take does not count. */
function timed(work: () => unknown, times: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let done = 0; done < times; done++) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

const ATTEMPTS = 5;
/** What takes no longer at this length is not quadratic in it. */
const QUICK_MS = 5;

/**
 * Four times the length may take four times as long, and a machine may stutter: ten times is allowed, and a few attempts.
 * What is quadratic takes sixteen times, and seconds at this length, each time.
 */
export function assertLinear(name: string, work: (length: number) => void): void {
  if (timed(() => work(LONGEST), 1) < QUICK_MS) return;
  for (let attempt = 1; ; attempt++) {
    const short = timed(() => work(LONGEST / 4), 3);
    const long = timed(() => work(LONGEST), 3);
    if ((long < QUICK_MS || long < 10 * short) && long < 200) return;
    const times = `${short.toFixed(2)} ms, four times as long ${long.toFixed(2)} ms`;
    assert.ok(attempt < ATTEMPTS, `${name}: ${times}`);
  }
}

export function pumped(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}
