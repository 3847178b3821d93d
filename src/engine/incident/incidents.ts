import type { Alert } from '../../model/alert.ts';
import { attackChain, type Incident } from '../../model/incident.ts';
import { type Level, levelRank, maxLevel } from '../../model/level.ts';
import { toRfc3339 } from '../../model/time.ts';
import { type Attacker, attackersOf } from './attackers.ts';

const MOST_USERS = 50;
const USERS_IN_STORY = 5;

/** Groups alerts by who attacked; worst first, then earliest. */
export function incidents(alerts: readonly Alert[]): Incident[] {
  return attackersOf(alerts)
    .map(incidentOf)
    .sort(
      (a, b) =>
        levelRank(b.level) - levelRank(a.level) ||
        a.firstSeen - b.firstSeen ||
        (a.attacker < b.attacker ? -1 : 1),
    );
}

function incidentOf({ kind, value, addresses, alerts }: Attacker): Incident {
  const inOrder = [...alerts].sort((a, b) => a.firstSeen - b.firstSeen || a.lastSeen - b.lastSeen);
  const users = new Set(inOrder.flatMap((alert) => alert.users));
  return {
    ...{ attacker: value, kind, addresses },
    level: inOrder.reduce<Level>((level, { rule }) => maxLevel(level, rule.level), 'informational'),
    alerts: inOrder.map(({ id }) => id),
    firstSeen: inOrder.reduce((first, alert) => Math.min(first, alert.firstSeen), Number.POSITIVE_INFINITY),
    lastSeen: inOrder.reduce((last, alert) => Math.max(last, alert.lastSeen), 0),
    sources: [...new Set(inOrder.flatMap(({ sources }) => sources))],
    users: [...users].slice(0, MOST_USERS),
    chain: attackChain(inOrder),
    story: inOrder.map((alert) => tell(alert, kind === 'network')),
  };
}

function tell({ rule, firstSeen, eventCount, users, group }: Alert, isOneOfMany: boolean): string {
  const from = isOneOfMany && group.src_ip !== undefined ? `${group.src_ip}: ` : '';
  const names =
    users.length === 0
      ? ''
      : `, ${users.length === 1 ? 'account' : 'accounts'} ${users.slice(0, USERS_IN_STORY).join(', ')}${users.length > USERS_IN_STORY ? ', …' : ''}`;
  return `${toRfc3339(firstSeen)} ${from}${rule.title} (${rule.level}, ${eventCount} ${eventCount === 1 ? 'event' : 'events'}${names})`;
}
