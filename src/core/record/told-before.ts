import type { Alert, AlertHead } from '../../model/alerts/alert.ts';
import type { EpochMs } from '../../model/time.ts';

type Told = { readonly id: string; readonly firstSeen: EpochMs; readonly lastSeen: EpochMs };

/**
 * Records alerts, except those that an earlier run has told already. While its lines are read again with other rules, or
 * without those of a log that was removed meanwhile, the same attack seems to begin later, for what was counted before the
 * first of these lines is not known any more: its alert comes under another id, and would be told twice. `isAgain`: whether such lines are being read.
 * `stored`: the alerts of that run, read when the first is asked for.
 */
export function notToldBefore(
  record: (alert: Alert) => Alert,
  stored: () => Iterable<AlertHead>,
  isAgain: () => boolean,
): (alert: Alert) => Alert {
  let told: ReadonlyMap<string, readonly Told[]> | null = null;
  return (alert) => {
    if (!isAgain()) {
      told = null;
      return record(alert);
    }
    told ??= byAttack(stored());
    const known = told.get(attackOf(alert)) ?? [];
    const isKnown = known.some(({ id }) => id === alert.id);
    return !isKnown && known.some((each) => overlaps(each, alert)) ? alert : record(alert);
  };
}

function byAttack(alerts: Iterable<AlertHead>): Map<string, Told[]> {
  const told = new Map<string, Told[]>();
  for (const alert of alerts) {
    const { id, firstSeen, lastSeen } = alert;
    const attack = attackOf(alert);
    const known = told.get(attack) ?? [];
    known.push({ id, firstSeen, lastSeen });
    told.set(attack, known);
  }
  return told;
}

function attackOf({ rule, group }: AlertHead): string {
  return JSON.stringify([rule.id, group]);
}

function overlaps(a: Told, b: Told): boolean {
  return a.firstSeen <= b.lastSeen && b.firstSeen <= a.lastSeen;
}
