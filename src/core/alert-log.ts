import type { Alert, AlertId } from '../model/alert.ts';
import { LEVELS, type Level, levelRank } from '../model/level.ts';

/** Alerts kept in memory for the screen; the store holds the rest. */
const MAX_KEPT = 100_000;

/** Every alert as it stands now, by id; knows which must still be stored. */
export class AlertLog {
  private readonly alerts = new Map<AlertId, Alert>();
  private readonly unsaved = new Set<AlertId>();
  private ordered: Alert[] | null = null;

  /** Alerts of an earlier run. */
  restore(alerts: readonly Alert[]): void {
    for (const alert of alerts) this.put(alert);
  }

  /** An alert opened or grew. What was acknowledged stays so, unless it got worse. */
  record(alert: Alert): Alert {
    const known = this.alerts.get(alert.id);
    const keepsStatus = known !== undefined && levelRank(alert.rule.level) <= levelRank(known.rule.level);
    const recorded = keepsStatus ? { ...alert, status: known.status } : alert;
    this.put(recorded);
    this.unsaved.add(alert.id);
    return recorded;
  }

  acknowledge(id: AlertId): Alert | null {
    const known = this.alerts.get(id);
    if (!known) return null;
    const acknowledged: Alert = { ...known, status: 'acknowledged' };
    this.put(acknowledged);
    this.unsaved.add(id);
    return acknowledged;
  }

  get(id: AlertId): Alert | null {
    return this.alerts.get(id) ?? null;
  }

  /** At or above `level`, latest first. */
  latest(limit: number, level: Level): { readonly rows: readonly Alert[]; readonly total: number } {
    const listed = this.inOrder().filter(({ rule }) => levelRank(rule.level) >= levelRank(level));
    return { rows: listed.slice(0, limit), total: listed.length };
  }

  openByLevel(): Record<Level, number> {
    const counts = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>;
    for (const { rule, status } of this.alerts.values()) if (status === 'open') counts[rule.level]++;
    return counts;
  }

  takeUnsaved(): Alert[] {
    const alerts = [...this.unsaved].flatMap((id) => this.alerts.get(id) ?? []);
    this.unsaved.clear();
    return alerts;
  }

  /** They could not be stored: try again with the next. */
  putBack(alerts: readonly Alert[]): void {
    for (const { id } of alerts) this.unsaved.add(id);
  }

  private put(alert: Alert): void {
    this.ordered = null;
    this.alerts.set(alert.id, alert);
    if (this.alerts.size <= MAX_KEPT) return;
    for (const id of this.alerts.keys()) {
      if (this.unsaved.has(id)) continue;
      this.alerts.delete(id);
      return;
    }
  }

  private inOrder(): readonly Alert[] {
    this.ordered ??= [...this.alerts.values()].sort(
      (a, b) => b.lastSeen - a.lastSeen || (a.id < b.id ? -1 : 1),
    );
    return this.ordered;
  }
}
