import { incidents } from '../../engine/incident/incidents.ts';
import { ALERT_CLASSES, type Alert, type AlertClass } from '../../model/alerts/alert.ts';
import { techniques } from '../../model/alerts/attack.ts';
import { attackerIn } from '../../model/alerts/attacker.ts';
import type { Incident } from '../../model/alerts/incident.ts';
import { type Decision, effectOf } from '../../model/bans/decision.ts';
import { LEVELS, type Level, levelRank } from '../../model/level.ts';
import type { EpochMs } from '../../model/time.ts';
import type { ReportInput } from './input.ts';

/** Kinds of attack as a report counts them: SSH apart from other logins. */
const KINDS = ['ssh', ...ALERT_CLASSES] as const;
export type Kind = 'ssh' | AlertClass;

type KindCount = {
  readonly kind: Kind;
  readonly alerts: number;
  /** Events that its alerts rest on. One event that several rules count is one. */
  readonly events: number;
  readonly attackers: number;
  readonly worst: Level;
  readonly first: EpochMs;
  readonly last: EpochMs;
};

/** How an attacker stands with the firewall; `none`: nobody has banned it. */
export type Standing = 'banned' | 'simulated' | 'failed' | 'over' | 'none';

/** What the sections of a report share. */
export type Figures = {
  readonly alertById: ReadonlyMap<string, Alert>;
  readonly incidents: readonly Incident[];
  readonly levels: Readonly<Record<Level, number>>;
  readonly kinds: readonly KindCount[];
  /** Logins that were accepted after an attack: somebody got in. */
  readonly breakIns: readonly Alert[];
  readonly standing: (incident: Incident) => Standing;
  readonly worst: Level | null;
};

export function figuresOf({ alerts, decisions }: Pick<ReportInput, 'alerts' | 'decisions'>): Figures {
  const counts = LEVELS.map((level) => [level, alerts.filter(({ rule }) => rule.level === level).length]);
  const found = KINDS.map((kind) => kindCount(kind, alerts)).filter((count) => count !== null);
  return {
    alertById: new Map(alerts.map((alert) => [alert.id, alert])),
    incidents: incidents(alerts),
    levels: Object.fromEntries(counts) as Record<Level, number>,
    kinds: found,
    breakIns: alerts.filter(
      ({ rule }) => rule.level === 'critical' && techniques(rule.tags).includes('T1078'),
    ),
    standing: (incident) => standingOf(incident, decisions),
    worst: worstOf(alerts),
  };
}

function kindOf({ rule, class: own }: Alert): Kind {
  return rule.name.startsWith('sshd_') ? 'ssh' : own;
}

function worstOf(alerts: readonly Alert[]): Level | null {
  return alerts.reduce<Level | null>(
    (worst, { rule }) => (worst === null || levelRank(rule.level) > levelRank(worst) ? rule.level : worst),
    null,
  );
}

/** Who an alert is about: one of the attackers, or all sources together. */
export function attackerOf({ group }: Alert): string | null {
  return attackerIn(group) ?? group.user ?? null;
}

function kindCount(kind: Kind, all: readonly Alert[]): KindCount | null {
  const alerts = all.filter((alert) => kindOf(alert) === kind);
  if (alerts.length === 0) return null;
  // Of one attacker several rules may count the same events: the rule that counts most tells how many there were.
  const byAttacker = new Map<string | null, Map<string, number>>();
  for (const alert of alerts) {
    const attacker = attackerOf(alert);
    const rules = byAttacker.get(attacker) ?? new Map<string, number>();
    rules.set(alert.rule.id, (rules.get(alert.rule.id) ?? 0) + alert.eventCount);
    byAttacker.set(attacker, rules);
  }
  const most = (rules: ReadonlyMap<string, number> | undefined): number =>
    Math.max(0, ...(rules?.values() ?? []));
  const nobody = most(byAttacker.get(null));
  byAttacker.delete(null);
  const ofAttackers = [...byAttacker.values()].reduce((sum, rules) => sum + most(rules), 0);
  return {
    kind,
    alerts: alerts.length,
    events: Math.max(ofAttackers, nobody),
    attackers: byAttacker.size,
    worst: worstOf(alerts) ?? 'informational',
    first: alerts.reduce((first, { firstSeen }) => Math.min(first, firstSeen), Number.POSITIVE_INFINITY),
    last: alerts.reduce((last, { lastSeen }) => Math.max(last, lastSeen), 0),
  };
}

/** Events of an incident, as counted by kind: one that several rules of a kind count is one. */
export function eventsOf({ alerts }: Incident, { alertById }: Pick<Figures, 'alertById'>): number {
  const byKind = new Map<Kind, Map<string, number>>();
  for (const id of alerts) {
    const alert = alertById.get(id);
    if (alert === undefined) continue;
    const rules = byKind.get(kindOf(alert)) ?? new Map<string, number>();
    rules.set(alert.rule.id, (rules.get(alert.rule.id) ?? 0) + alert.eventCount);
    byKind.set(kindOf(alert), rules);
  }
  return [...byKind.values()].reduce((sum, rules) => sum + Math.max(...rules.values()), 0);
}

function standingOf({ attacker, addresses }: Incident, decisions: readonly Decision[]): Standing {
  const isIn = (value: string, ...states: readonly Decision['state'][]): boolean =>
    decisions.some((decision) => decision.value === value && states.includes(decision.state));
  // Of a network all that attacked, or the network itself.
  const are = (...states: readonly Decision['state'][]): boolean =>
    isIn(attacker, ...states) ||
    (addresses.length > 0 && addresses.every((address) => isIn(address, ...states)));
  if (are('effective')) return 'banned';
  if (are('effective', 'simulated')) return 'simulated';
  const own = decisions.filter(({ value }) => value === attacker || addresses.includes(value));
  if (own.some(({ state }) => state === 'pending' || state === 'not-effective')) return 'failed';
  const isOver = ({ state }: Decision): boolean => state === 'expired' || state === 'lifted';
  return own.some((decision) => isOver(decision) && effectOf(decision) === 'effective') ? 'over' : 'none';
}
