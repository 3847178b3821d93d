import type { AlertId } from '../../model/alert.ts';

/** As many are known, and twice those that wait, before the others are forgotten. */
const MOST_KNOWN = 100_000;
const FEWEST_PLACES = 1024;

/**
 * Alerts that wait, the longest first. In a large attack they come and go thousands of times a second: a set would be copied
 * every second, half a megabyte that V8 looks for much later. What is only told yes or no in its place in a map, and a
 * list that is written round and round, leave nothing behind.
 */
export class InTurn {
  private readonly waits = new Map<AlertId, boolean>();
  private waiting = 0;
  private mostKnown = MOST_KNOWN;
  /** One that waits no longer stands here until its turn; if it waits again, it has that turn. */
  private queue: AlertId[] = new Array(FEWEST_PLACES).fill('');
  private first = 0;
  private queued = 0;

  get size(): number {
    return this.waiting;
  }

  has(id: AlertId): boolean {
    return this.waits.get(id) === true;
  }

  add(id: AlertId): void {
    if (this.has(id)) return;
    if (this.waits.size >= this.mostKnown) this.forget();
    this.waits.set(id, true);
    this.waiting++;
    if (this.queued === this.queue.length) this.makeRoom();
    this.queue[(this.first + this.queued++) % this.queue.length] = id;
  }

  /** Whether it waited. */
  delete(id: AlertId): boolean {
    if (!this.has(id)) return false;
    this.waits.set(id, false);
    this.waiting--;
    return true;
  }

  /** Takes out the one whose turn it is; null when none waits. */
  take(): AlertId | null {
    while (this.queued > 0) {
      const id = this.queue[this.first] as AlertId;
      this.first = (this.first + 1) % this.queue.length;
      this.queued--;
      if (this.delete(id)) return id;
    }
    return null;
  }

  private forget(): void {
    for (const [id, waits] of this.waits) if (!waits) this.waits.delete(id);
    this.mostKnown = Math.max(MOST_KNOWN, 2 * this.waits.size);
  }

  /** Each that waits once, and as many places again. */
  private makeRoom(): void {
    const { queue, first } = this;
    const inOrder = [...queue.slice(first), ...queue.slice(0, first)];
    const left = new Set(inOrder.filter((id) => this.has(id)));
    const room = new Array<AlertId>(Math.max(FEWEST_PLACES, left.size)).fill('');
    this.queue = [...left, ...room];
    this.first = 0;
    this.queued = left.size;
  }
}
