import type { Alert, AlertId } from '../../model/alerts/alert.ts';
import { type AttackStep, attackChain, type Incident } from '../../model/alerts/incident.ts';
import { type Level, levelRank, maxLevel } from '../../model/level.ts';
import type { SourceId } from '../../model/log-record.ts';
import { plural } from '../../model/plural.ts';
import { type EpochMs, toRfc3339 } from '../../model/time.ts';
import { type Attacker, attackersOf } from './attackers.ts';

const MOST_USERS = 50;
const USERS_IN_STORY = 5;

/** Groups alerts by who attacked; worst first, then earliest. */
export function incidents(alerts: readonly Alert[]): Incident[] {
  return attackersOf(alerts)
    .map((attacker) => new AlertsOfAttacker(attacker))
    .sort(
      (a, b) =>
        levelRank(b.level) - levelRank(a.level) ||
        a.firstSeen - b.firstSeen ||
        (a.attacker < b.attacker ? -1 : 1),
    );
}

/** What is long is put together when it is asked for: of a hundred thousand attackers most are written once, one at a time. */
class AlertsOfAttacker implements Incident {
  readonly attacker: string;
  readonly kind: Incident['kind'];
  readonly addresses: readonly string[];
  readonly level: Level;
  readonly firstSeen: EpochMs;
  readonly lastSeen: EpochMs;
  private readonly inOrder: readonly Alert[];

  constructor({ kind, value, addresses, alerts }: Attacker) {
    const inOrder = [...alerts].sort((a, b) => a.firstSeen - b.firstSeen || a.lastSeen - b.lastSeen);
    this.attacker = value;
    this.kind = kind;
    this.addresses = addresses;
    this.level = inOrder.reduce<Level>((level, { rule }) => maxLevel(level, rule.level), 'informational');
    this.firstSeen = inOrder.reduce(
      (first, alert) => Math.min(first, alert.firstSeen),
      Number.POSITIVE_INFINITY,
    );
    this.lastSeen = inOrder.reduce((last, alert) => Math.max(last, alert.lastSeen), 0);
    this.inOrder = inOrder;
  }

  get alerts(): readonly AlertId[] {
    return this.inOrder.map(({ id }) => id);
  }

  get sources(): readonly SourceId[] {
    return [...new Set(this.inOrder.flatMap(({ sources }) => sources))];
  }

  get users(): readonly string[] {
    return [...new Set(this.inOrder.flatMap(({ users }) => users))].slice(0, MOST_USERS);
  }

  get chain(): readonly AttackStep[] {
    return attackChain(this.inOrder);
  }

  get story(): readonly string[] {
    return this.inOrder.map((alert) => tell(alert, this.kind === 'network'));
  }
}

function tell({ rule, firstSeen, eventCount, users, group }: Alert, isOneOfMany: boolean): string {
  const from = isOneOfMany && group.src_ip !== undefined ? `${group.src_ip}: ` : '';
  const names =
    users.length === 0
      ? ''
      : `, ${users.length === 1 ? 'account' : 'accounts'} ${users.slice(0, USERS_IN_STORY).join(', ')}${users.length > USERS_IN_STORY ? ', …' : ''}`;
  return `${toRfc3339(firstSeen)} ${from}${rule.title} (${rule.level}, ${plural(eventCount, 'event')}${names})`;
}
