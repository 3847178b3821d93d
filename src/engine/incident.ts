import type { Alert, AlertId } from '../model/alert.ts';
import { type Level, levelRank, maxLevel } from '../model/level.ts';
import { type EpochMs, toRfc3339 } from '../model/time.ts';

/** All alerts of one attacker, across rules and sources. */
export type Incident = {
  /** Address or host name. */
  readonly attacker: string;
  readonly level: Level;
  readonly alerts: readonly AlertId[];
  readonly firstSeen: EpochMs;
  readonly lastSeen: EpochMs;
  /** One sentence an alert, in order of time. */
  readonly story: readonly string[];
};

/** Groups alerts that name an attacker; worst first, then earliest. */
export function incidents(alerts: readonly Alert[]): Incident[] {
  const byAttacker = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const attacker = alert.group.src_ip ?? alert.group.src_host;
    if (attacker === undefined) continue;
    const known = byAttacker.get(attacker);
    if (known) known.push(alert);
    else byAttacker.set(attacker, [alert]);
  }
  return [...byAttacker]
    .map(([attacker, own]) => incidentOf(attacker, own))
    .sort(
      (a, b) =>
        levelRank(b.level) - levelRank(a.level) ||
        a.firstSeen - b.firstSeen ||
        (a.attacker < b.attacker ? -1 : 1),
    );
}

function incidentOf(attacker: string, alerts: readonly Alert[]): Incident {
  const inOrder = [...alerts].sort((a, b) => a.firstSeen - b.firstSeen || a.lastSeen - b.lastSeen);
  return {
    attacker,
    level: inOrder.reduce<Level>((level, { rule }) => maxLevel(level, rule.level), 'informational'),
    alerts: inOrder.map(({ id }) => id),
    firstSeen: Math.min(...inOrder.map(({ firstSeen }) => firstSeen)),
    lastSeen: Math.max(...inOrder.map(({ lastSeen }) => lastSeen)),
    story: inOrder.map(tell),
  };
}

function tell({ rule, firstSeen, eventCount, users }: Alert): string {
  const names =
    users.length === 0
      ? ''
      : `, ${users.length === 1 ? 'account' : 'accounts'} ${users.slice(0, 5).join(', ')}${users.length > 5 ? ', …' : ''}`;
  return `${toRfc3339(firstSeen)} ${rule.title} (${rule.level}, ${eventCount} ${eventCount === 1 ? 'event' : 'events'}${names})`;
}
