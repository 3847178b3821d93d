import type { AlertHead } from '../../model/alerts/alert.ts';
import { attackerIn } from '../../model/alerts/attacker.ts';
import { type Level, levelRank } from '../../model/level.ts';
import type { EpochMs } from '../../model/time.ts';
import type { IncidentRow } from '../protocol.ts';

const MOST_TITLES = 6;

type Counted = {
  level: Level;
  alerts: number;
  open: number;
  events: number;
  firstSeen: EpochMs;
  lastSeen: EpochMs;
  readonly titles: Set<string>;
};

/** One row an attacker, from all alerts that name one. What a stronger alert tells of already is not counted again. */
export function incidentRows(alerts: Iterable<AlertHead>): readonly IncidentRow[] {
  const attackers = new Map<string, Counted>();
  for (const alert of alerts) {
    const attacker = attackerIn(alert.group);
    if (attacker === null || alert.status === 'covered') continue;
    const known = attackers.get(attacker);
    if (known === undefined) attackers.set(attacker, begun(alert));
    else add(known, alert);
  }
  return [...attackers].map(([attacker, { titles, ...counts }]) => ({
    attacker,
    ...counts,
    titles: [...titles],
  }));
}

function begun({ rule, status, eventCount, firstSeen, lastSeen }: AlertHead): Counted {
  const open = status === 'open' ? 1 : 0;
  const titles = new Set([rule.title]);
  return { level: rule.level, alerts: 1, open, events: eventCount, firstSeen, lastSeen, titles };
}

function add(counted: Counted, { rule, status, eventCount, firstSeen, lastSeen }: AlertHead): void {
  if (levelRank(rule.level) > levelRank(counted.level)) counted.level = rule.level;
  counted.alerts++;
  if (status === 'open') counted.open++;
  counted.events += eventCount;
  counted.firstSeen = Math.min(counted.firstSeen, firstSeen);
  counted.lastSeen = Math.max(counted.lastSeen, lastSeen);
  if (counted.titles.size < MOST_TITLES) counted.titles.add(rule.title);
}
