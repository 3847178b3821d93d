import type { Alert } from '../model/alerts/alert.ts';
import { levelRank } from '../model/level.ts';
import { groupBy } from '../model/lists/group-by.ts';
import type { EpochMs } from '../model/time.ts';

/** What an attacker did, as one rule saw it: one alert, or all of that rule where there are too many to tell each. */
export type Step = {
  /** The first of them. */
  readonly alert: Alert;
  readonly alerts: number;
  readonly firstSeen: EpochMs;
  readonly lastSeen: EpochMs;
  readonly events: number;
  /** Accounts. Untrusted. */
  readonly users: readonly string[];
};

/**
 * The alerts of an attacker as at most `most` steps in order of time. A network of a botnet has hundreds of alerts that say the
 * same: then each rule is one step, and of too many rules the gravest are kept, so that no break-in is left out.
 * @returns `left`: alerts of which nothing is told.
 */
export function storyOf(
  alerts: readonly Alert[],
  most: number,
): { readonly steps: Step[]; readonly left: number } {
  if (alerts.length <= most) return { steps: alerts.map((alert) => stepOf([alert])), left: 0 };
  const rules = [...groupBy(alerts, ({ rule }) => `${levelRank(rule.level)} ${rule.id}`).values()];
  const kept = rules
    .map(stepOf)
    .sort((a, b) => levelRank(b.alert.rule.level) - levelRank(a.alert.rule.level))
    .slice(0, most);
  const told = kept.reduce((sum, step) => sum + step.alerts, 0);
  return { steps: kept.sort((a, b) => a.firstSeen - b.firstSeen), left: alerts.length - told };
}

/** Alerts, one or more, as one. */
export function stepOf(alerts: readonly Alert[]): Step {
  const [alert] = alerts;
  if (alert === undefined) throw new Error('a step without an alert');
  return {
    ...{ alert, alerts: alerts.length },
    firstSeen: alerts.reduce((first, { firstSeen }) => Math.min(first, firstSeen), alert.firstSeen),
    lastSeen: alerts.reduce((last, { lastSeen }) => Math.max(last, lastSeen), alert.lastSeen),
    events: alerts.reduce((sum, { eventCount }) => sum + eventCount, 0),
    users: alerts.length === 1 ? alert.users : [...new Set(alerts.flatMap(({ users }) => users))],
  };
}
