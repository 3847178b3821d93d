import type { EngineOutput } from '../../engine/engine.ts';
import type { Alert, AlertId } from '../../model/alert.ts';
import type { DurationMs } from '../../model/time.ts';
import type { AlertLog } from './alert-log.ts';

/**
 * Alerts that only grew and were not looked at since. In a large attack thousands grow with every block of lines: each is
 * put together once in a while, however often it grew, the longest waiting first.
 */
export class GrownAlerts {
  private readonly waiting = new Set<AlertId>();

  /** `alert`: as it stands now; null when it is not remembered. */
  constructor(
    private readonly alert: (id: AlertId) => Alert | null,
    private readonly log: Pick<AlertLog, 'wait' | 'isOver'>,
    private readonly record: (alert: Alert) => Alert,
    private readonly stopwatch: () => number = () => performance.now(),
  ) {}

  /** They may have grown further than was recorded. */
  wait(ids: Iterable<AlertId>): void {
    for (const id of ids) {
      if (this.waiting.has(id)) continue;
      this.waiting.add(id);
      this.log.wait(id);
    }
  }

  get areWaiting(): boolean {
    return this.waiting.size > 0;
  }

  /** Records what is news; what only grew waits. */
  take(outputs: readonly EngineOutput[]): void {
    for (const output of outputs) {
      const { id, what } = output;
      if (what === 'grown') {
        this.wait([id]);
        continue;
      }
      // Of one that is over, only how far it grew may still be unknown.
      if (this.waiting.delete(id) || what === 'news') this.record(output.alert);
      if (what === 'over') this.log.isOver(output.alert);
    }
  }

  /** Records it, if it waits; as it was recorded, null when nothing was. */
  refresh(id: AlertId): Alert | null {
    const alert = this.waiting.delete(id) ? this.alert(id) : null;
    return alert === null ? null : this.record(alert);
  }

  /** Records those that wait, as far as there is time. */
  catchUp(within: DurationMs): void {
    const until = this.stopwatch() + within;
    for (const id of this.waiting) {
      this.refresh(id);
      if (this.stopwatch() >= until) return;
    }
  }
}
