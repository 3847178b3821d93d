import type { Decision } from '../model/decision.ts';
import type { Store } from '../store/store.ts';
import type { AlertLog } from './alert-log.ts';

/** An alert is in the store within this time of its line. */
const FLUSH_MS = 250;
/**
 * Of the alerts that only grew, this many are written each time. In an attack from 10,000 addresses each grows all the
 * time: writing them all would take the core half of its time, and the operator no better off.
 */
const GROWN_PER_FLUSH = 200;

/** Writes what changed, in one transaction each time. A store that fails costs a warning, never an alert. */
export class Recorder {
  warning: string | null = null;
  private readonly decisions = new Map<string, Decision>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly store: Store,
    private readonly alerts: AlertLog,
  ) {}

  /** Stored at once, with the alerts that they answer: nobody is banned without it being known after a crash. */
  decided(decisions: readonly Decision[]): void {
    for (const decision of decisions) this.decisions.set(decision.id, decision);
    this.write();
    this.schedule();
  }

  schedule(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.write();
      if (this.alerts.hasUnsaved || this.decisions.size > 0) this.schedule();
    }, FLUSH_MS);
  }

  /** Writes everything, in pieces: if there is no time for all, the part that was written counts. */
  flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    while (this.alerts.hasUnsaved || this.decisions.size > 0) if (!this.write()) return;
  }

  /** False when the store cannot be written. */
  private write(): boolean {
    const alerts = this.alerts.takeUnsaved(GROWN_PER_FLUSH);
    const decisions = [...this.decisions.values()];
    try {
      this.store.saveAlerts(alerts);
      this.store.saveDecisions(decisions);
      this.decisions.clear();
      this.warning = null;
      return true;
    } catch (error) {
      this.alerts.putBack(alerts);
      const reason = error instanceof Error ? error.message : String(error);
      this.warning = `The store cannot be written (${reason}): alerts are kept in memory only.`;
      return false;
    }
  }
}
