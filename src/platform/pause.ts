import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves after that many milliseconds, or as soon as it is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal }).catch(() => undefined);
}

/** Waits for it, at most so many milliseconds. */
export async function atMost(ms: number, ending: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  await Promise.race([ending, pause(ms, timer.signal)]);
  timer.abort();
}
