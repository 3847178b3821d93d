import { type DurationMs, SECOND_MS } from '../../model/time.ts';

/** What nobody noted (a countdown, a source that fell silent) is seen when the wait is over. */
const LONGEST_WAIT_MS: DurationMs = SECOND_MS;

/** Lets screens wait until something is read or done, so that nobody asks again and again while nothing happens. */
export class News {
  private count = 0;
  private readonly waiting = new Set<() => void>();

  note(): void {
    this.count++;
    for (const tell of [...this.waiting]) tell();
  }

  /** Resolves with the number of the latest news: at once when it is not `seen`, else when there is more, or in a second. */
  after(seen: number): Promise<number> {
    if (this.count !== seen) return Promise.resolve(this.count);
    return new Promise((resolve) => {
      const tell = (): void => {
        clearTimeout(timer);
        this.waiting.delete(tell);
        resolve(this.count);
      };
      const timer = setTimeout(tell, LONGEST_WAIT_MS).unref();
      this.waiting.add(tell);
    });
  }
}
