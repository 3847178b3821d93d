import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves after that many milliseconds, or as soon as it is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal }).catch(() => undefined);
}
