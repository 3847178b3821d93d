import type { AlertHead, AlertId } from '../../model/alerts/alert.ts';
import { type DurationMs, SECOND_MS } from '../../model/time.ts';
import { pause } from '../../platform/pause.ts';
import type { Progress } from './progress.ts';
import type { StoreHealth } from './store-health.ts';

/** Whoever asks for all that is known to be stored is told after this time that not all is. */
const MOST_MS: DurationMs = 3 * SECOND_MS;
/** Between two pieces, what is read and shown has its turn. */
const REST_MS: DurationMs = 20;

/**
 * Stores what is known when somebody asks, and a checkpoint for what is only counted, in turns with reading and screens:
 * whoever reads the store then finds what the screen shows.
 */
export class StoringAll {
  private storing: Promise<string | null> | null = null;
  /** Alerts that somebody waits for to be stored. */
  private readonly asked = new Set<AlertId>();
  /** Somebody waits for a checkpoint that is begun from now on. */
  private isCheckpointAsked = false;

  /** `write`: the next of what waits; with `begins`, a checkpoint of this moment is begun. False when it cannot be written. */
  constructor(
    private readonly write: (begins: boolean) => boolean,
    private readonly health: StoreHealth,
    private readonly progress: Progress | null,
    private readonly stopwatch: () => number,
  ) {}

  /** Resolves to why not all is stored; null when it is. */
  ask(unsaved: Iterable<AlertId>): Promise<string | null> {
    for (const id of unsaved) this.asked.add(id);
    this.isCheckpointAsked = true;
    this.storing ??= this.store().finally(() => {
      this.asked.clear();
      this.storing = null;
    });
    return this.storing;
  }

  areStored(heads: readonly AlertHead[]): void {
    for (const { id } of heads) this.asked.delete(id);
  }

  private async store(): Promise<string | null> {
    const until = this.stopwatch() + MOST_MS;
    for (;;) {
      const begins: boolean = this.isCheckpointAsked && this.progress?.mayBegin === true;
      if (begins) this.isCheckpointAsked = false;
      if (!this.write(begins)) return this.health.failure;
      const isRunning = this.progress?.running != null;
      const isWanted = this.isCheckpointAsked && this.progress?.isBehind === true;
      const left = this.asked.size;
      if (left === 0 && !isRunning && !isWanted) return null;
      if (this.stopwatch() >= until) return left > 0 ? waiting(left) : 'its counts are of a moment before';
      await pause(REST_MS, new AbortController().signal);
      // The rest of the checkpoint was refused, or what was left when the core ended.
      if (this.health.failure !== null) return this.health.failure;
    }
  }
}

function waiting(alerts: number): string {
  return alerts === 1 ? '1 alert waits for the store' : `${alerts} alerts wait for the store`;
}
