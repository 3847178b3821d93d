import { incidents } from '../../engine/incident/incidents.ts';
import { ALERT_CLASSES, type Alert, type AlertClass } from '../../model/alerts/alert.ts';
import { attackerIn } from '../../model/alerts/attacker.ts';
import type { Incident } from '../../model/alerts/incident.ts';
import { type Decision, effectOf } from '../../model/bans/decision.ts';
import { LEVELS, type Level, levelRank } from '../../model/level.ts';
import { groupBy } from '../../model/lists/group-by.ts';
import type { EpochMs } from '../../model/time.ts';
import { isBreakIn } from '../break-ins.ts';
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
  const alertById = new Map(alerts.map((alert) => [alert.id, alert]));
  const found = incidents(alerts);
  return {
    alertById,
    incidents: found,
    levels: Object.fromEntries(counts) as Record<Level, number>,
    kinds: kindCounts(alerts, found, alertById),
    breakIns: alerts.filter(isBreakIn),
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

function kindCounts(
  alerts: readonly Alert[],
  found: readonly Incident[],
  alertById: Figures['alertById'],
): readonly KindCount[] {
  const byKind = groupBy(alerts, kindOf);
  const events = new Map<Kind, { ofSources: number; ofAccounts: number }>();
  for (const incident of found)
    for (const [kind, count] of eventsByKind(incident, alertById)) {
      const known = events.get(kind) ?? { ofSources: 0, ofAccounts: 0 };
      known[incident.kind === 'user' ? 'ofAccounts' : 'ofSources'] += count;
      events.set(kind, known);
    }
  return KINDS.flatMap((kind): KindCount[] => {
    const of = byKind.get(kind);
    if (of === undefined) return [];
    const { ofSources = 0, ofAccounts = 0 } = events.get(kind) ?? {};
    const ofNobody = eventsIn(of.filter((alert) => attackerOf(alert) === null));
    return [
      {
        ...{ kind, alerts: of.length },
        // The same events may be counted by source, by account, and all together.
        events: Math.max(ofSources, ofAccounts, ofNobody),
        attackers: new Set(of.map(attackerOf).filter((attacker) => attacker !== null)).size,
        worst: worstOf(of) ?? 'informational',
        first: of.reduce((first, { firstSeen }) => Math.min(first, firstSeen), Number.POSITIVE_INFINITY),
        last: of.reduce((last, { lastSeen }) => Math.max(last, lastSeen), 0),
      },
    ];
  });
}

/** Events of an incident: one that several rules of a kind count is one. */
export function eventsOf(incident: Incident, { alertById }: Pick<Figures, 'alertById'>): number {
  return [...eventsByKind(incident, alertById).values()].reduce((sum, count) => sum + count, 0);
}

function eventsByKind({ alerts }: Incident, alertById: Figures['alertById']): ReadonlyMap<Kind, number> {
  const known = alerts.map((id) => alertById.get(id)).filter((alert) => alert !== undefined);
  return new Map([...groupBy(known, kindOf)].map(([kind, of]) => [kind, eventsIn(of)]));
}

/**
 * Events that alerts of one attacker and kind rest on. Of one address the rule that counts most tells how many there were;
 * a rule that counts a network, or an account, counts those of its addresses again.
 */
function eventsIn(alerts: readonly Alert[]): number {
  const [ofAddresses = [], ofOthers = []] = [true, false].map((is) =>
    alerts.filter(({ group }) => (group.src_ip !== undefined) === is),
  );
  const sums = [...groupBy(ofAddresses, attackerOf).values()].map(mostOfARule);
  return Math.max(
    sums.reduce((sum, count) => sum + count, 0),
    mostOfARule(ofOthers),
  );
}

function mostOfARule(alerts: readonly Alert[]): number {
  const rules = new Map<string, number>();
  for (const { rule, eventCount } of alerts) rules.set(rule.id, (rules.get(rule.id) ?? 0) + eventCount);
  return Math.max(0, ...rules.values());
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
