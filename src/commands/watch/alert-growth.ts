import type { Alert, AlertId } from '../../model/alerts/alert.ts';
import type { Level } from '../../model/level.ts';
import { type DurationMs, SECOND_MS } from '../../model/time.ts';

/** An alert that grows is told again at most this often. */
const GROWTH_MS: DurationMs = SECOND_MS;
/** So many that grew are told each time, longest untold first: in an attack from 10,000 addresses each grows all the time. */
const MOST_AT_A_TIME = 200;
/** Of more alerts than these the ones told longest ago are forgotten: if they grow, they are told again at once. */
const MOST_TOLD = 100_000;

/** Tells an alert at once when it is new or worse, and its growth from time to time. */
export class AlertGrowth {
  private readonly told = new Map<AlertId, Level>();
  private readonly grown = new Map<AlertId, Alert>();
  private timer: NodeJS.Timeout | null = null;
  private isEnding = false;

  /** `tell` is false when what was told waits to be taken: growth then waits, too. */
  constructor(private readonly tell: (alert: Alert) => boolean) {}

  alert(alert: Alert): void {
    const { id, rule } = alert;
    const told = this.told.get(id);
    if (told === rule.level && !this.isEnding) {
      this.grown.set(id, alert);
      this.timer ??= setTimeout(() => this.tellSome(), GROWTH_MS);
      return;
    }
    if (told !== undefined) this.told.delete(id);
    if (this.grown.size > 0) this.grown.delete(id);
    this.told.set(id, rule.level);
    if (this.told.size > MOST_TOLD) this.forgetOldest();
    this.tell(alert);
  }

  hasTold(id: AlertId): boolean {
    return this.told.has(id);
  }

  /** Tells all that is not told yet, and from now on at once: what the core still knows at its end. */
  end(): void {
    this.isEnding = true;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    for (const alert of this.grown.values()) this.tell(alert);
    this.grown.clear();
  }

  private tellSome(): void {
    for (const [id, alert] of [...this.grown].slice(0, MOST_AT_A_TIME)) {
      this.grown.delete(id);
      if (!this.tell(alert)) break;
    }
    this.timer = this.grown.size === 0 ? null : setTimeout(() => this.tellSome(), GROWTH_MS);
  }

  private forgetOldest(): void {
    const [oldest] = this.told.keys();
    if (oldest !== undefined) this.told.delete(oldest);
  }
}
