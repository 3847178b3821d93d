import type { SourceStatus } from '../core/protocol.ts';

/** Sources that are told of at a time: containers and senders come and go. */
const MOST_KNOWN = 1000;

/** Which sources do otherwise than when they were last told of: another state, new trouble, a first loss. */
export class SourceNews {
  private readonly told = new Map<string, string>();

  take(statuses: readonly SourceStatus[]): SourceStatus[] {
    const news = statuses.filter((status) => this.told.get(status.id) !== essence(status));
    for (const status of news) {
      this.told.delete(status.id);
      this.told.set(status.id, essence(status));
    }
    for (const id of this.told.keys()) {
      if (this.told.size <= MOST_KNOWN) break;
      this.told.delete(id);
    }
    return news;
  }
}

/** A live source reads each time that something comes: that is no news. A flood loses more each second: nor is that. */
function essence({ state, error, counts }: SourceStatus): string {
  return JSON.stringify([state === 'reading' ? 'live' : state, error, Object.keys(counts).sort()]);
}
