import type { AlertHead } from '../../model/alerts/alert.ts';
import { intruderOf } from '../../model/alerts/break-in.ts';
import { LEVELS, type Level, levelRank } from '../../model/level.ts';

/** How many alerts of each level are open or listed, and who got in. Alerts that a stronger one covers do not count. */
export class AlertCounts {
  private readonly open = noneByLevel();
  private readonly listed = noneByLevel();
  /** Who got in, and how many open alerts say so. */
  private readonly intruders = new Map<string, number>();

  /** `by`: 1 counts the alert as it stands, -1 takes it out as it stood when it was counted. */
  add(alert: AlertHead, by: 1 | -1): void {
    if (alert.status === 'covered') return;
    this.listed[alert.rule.level] += by;
    if (alert.status === 'open') this.open[alert.rule.level] += by;
    const intruder = intruderOf(alert);
    if (intruder === null) return;
    const alerts = (this.intruders.get(intruder) ?? 0) + by;
    if (alerts > 0) this.intruders.set(intruder, alerts);
    else this.intruders.delete(intruder);
  }

  /** Whether an open alert says that it got in after an attack. */
  gotIn(attacker: string): boolean {
    return this.intruders.has(attacker);
  }

  openByLevel(): Record<Level, number> {
    return { ...this.open };
  }

  /** How many are listed at this level or above. */
  atOrAbove(level: Level): number {
    return LEVELS.slice(levelRank(level)).reduce((sum, name) => sum + this.listed[name], 0);
  }
}

function noneByLevel(): Record<Level, number> {
  return Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>;
}
