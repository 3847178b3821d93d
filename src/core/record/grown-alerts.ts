import type { EngineOutput } from '../../engine/engine.ts';
import type { Alert, AlertId } from '../../model/alerts/alert.ts';
import type { DurationMs } from '../../model/time.ts';
import type { AlertLog } from './alert-log.ts';
import { InTurn } from './in-turn.ts';

/**
 * Alerts that only grew and were not looked at since. In a large attack thousands grow with every block of lines: each is
 * put together once in a while, however often it grew, the longest waiting first.
 */
export class GrownAlerts {
  private readonly waiting = new InTurn();
  /** Alerts that grew by old lines alone: nobody is banned for them, and they are recorded when a screen asks. */
  private readonly historical = new InTurn();

  /** `alert`: as it stands now; null when it is not remembered. */
  constructor(
    private readonly alert: (id: AlertId) => Alert | null,
    private readonly log: Pick<AlertLog, 'wait' | 'isOver'>,
    private readonly record: (alert: Alert) => Alert,
    private readonly stopwatch: () => number = () => performance.now(),
  ) {}

  /** Notes that an alert may have grown further than was recorded; `isHistorical`: by old lines alone. */
  wait(id: AlertId, isHistorical: boolean): void {
    if (this.waiting.has(id) || (isHistorical && this.historical.has(id))) return;
    if (!isHistorical) this.historical.delete(id);
    (isHistorical ? this.historical : this.waiting).add(id);
    this.log.wait(id, isHistorical);
  }

  get areWaiting(): boolean {
    return this.waiting.size + this.historical.size > 0;
  }

  /** Records what is news; what only grew waits. */
  take(outputs: readonly EngineOutput[]): void {
    for (const output of outputs) {
      const { id, what } = output;
      if (what === 'grown') {
        this.wait(id, output.isHistorical);
        continue;
      }
      // Of one that is over, only how far it grew may still be unknown.
      if (this.delete(id) || what === 'news') this.record(output.alert);
      if (what === 'over') this.log.isOver(output.alert);
    }
  }

  /** Records it, if it waits; as it was recorded, null when nothing was. */
  refresh(id: AlertId): Alert | null {
    return this.delete(id) ? this.tell(id) : null;
  }

  /** Records those that wait, as far as there is time; `withHistorical`: also what grew by old lines alone. */
  catchUp(within: DurationMs, withHistorical = true): void {
    const until = this.stopwatch() + within;
    for (const waiting of withHistorical ? [this.waiting, this.historical] : [this.waiting]) {
      for (let id = waiting.take(); id !== null; id = waiting.take()) {
        this.tell(id);
        if (this.stopwatch() >= until) return;
      }
    }
  }

  private tell(id: AlertId): Alert | null {
    const alert = this.alert(id);
    return alert === null ? null : this.record(alert);
  }

  private delete(id: AlertId): boolean {
    return this.waiting.delete(id) || this.historical.delete(id);
  }
}
