import { pause } from './pause.ts';

/** Lets somebody who waits for the time be woken before it. A call that comes while nobody waits ends the next wait. */
export class Waker {
  private isWoken = false;
  private ring: (() => void) | null = null;

  wake(): void {
    this.isWoken = true;
    this.ring?.();
  }

  /** Resolves after that many milliseconds, when woken, or when aborted; true when woken. */
  async wait(ms: number, signal: AbortSignal, sleep: typeof pause = pause): Promise<boolean> {
    if (!this.isWoken && !signal.aborted) {
      const stop = new AbortController();
      const end = (): void => stop.abort();
      signal.addEventListener('abort', end);
      this.ring = end;
      await sleep(ms, stop.signal);
      this.ring = null;
      signal.removeEventListener('abort', end);
    }
    const wasWoken = this.isWoken;
    this.isWoken = false;
    return wasWoken;
  }
}
