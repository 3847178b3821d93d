import type { Alert, AlertId } from '../model/alert.ts';
import type { Level } from '../model/level.ts';
import { SECOND_MS } from '../model/time.ts';

/** An alert that grows is told again at most this often. */
const GROWTH_MS = SECOND_MS;
/** Of more alerts than these the ones told longest ago are forgotten: if they grow, they are told again at once. */
const MOST_TOLD = 100_000;

/** Tells an alert at once when it is new or worse, and its growth once an interval. */
export class AlertGrowth {
  private readonly told = new Map<AlertId, Level>();
  private readonly grown = new Map<AlertId, Alert>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly tell: (alert: Alert) => void) {}

  alert(alert: Alert): void {
    if (this.told.get(alert.id) === alert.rule.level) {
      this.grown.set(alert.id, alert);
      this.timer ??= setTimeout(() => this.flush(), GROWTH_MS);
      return;
    }
    this.told.delete(alert.id);
    this.told.set(alert.id, alert.rule.level);
    const [oldest] = this.told.keys();
    if (this.told.size > MOST_TOLD && oldest !== undefined) this.told.delete(oldest);
    this.grown.delete(alert.id);
    this.tell(alert);
  }

  flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    for (const alert of this.grown.values()) this.tell(alert);
    this.grown.clear();
  }
}
