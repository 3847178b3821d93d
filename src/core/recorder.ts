import type { Decision } from '../model/decision.ts';
import type { Store } from '../store/store.ts';
import type { AlertLog } from './alert-log.ts';

/** An alert is in the store within this time of its line. */
const FLUSH_MS = 250;

/** Writes what changed, in one transaction each time. A store that fails costs a warning, never an alert. */
export class Recorder {
  warning: string | null = null;
  private readonly decisions = new Map<string, Decision>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly store: Store,
    private readonly alerts: AlertLog,
  ) {}

  decision(decision: Decision): void {
    this.decisions.set(decision.id, decision);
    this.schedule();
  }

  schedule(): void {
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const alerts = this.alerts.takeUnsaved();
    const decisions = [...this.decisions.values()];
    if (alerts.length === 0 && decisions.length === 0) return;
    try {
      this.store.saveAlerts(alerts);
      this.store.saveDecisions(decisions);
      this.decisions.clear();
      this.warning = null;
    } catch (error) {
      this.alerts.putBack(alerts);
      const reason = error instanceof Error ? error.message : String(error);
      this.warning = `The store cannot be written (${reason}): alerts are kept in memory only.`;
      this.schedule();
    }
  }
}
