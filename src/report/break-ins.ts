import { BUILT_IN_FORMATS } from '../engine/parse/formats.ts';
import { SourceReader } from '../engine/source-reader.ts';
import type { Alert, Evidence } from '../model/alerts/alert.ts';
import { techniques } from '../model/alerts/attack.ts';
import { attackerIn } from '../model/alerts/attacker.ts';
import { groupBy } from '../model/lists/group-by.ts';
import type { LogEvent } from '../model/log-event.ts';

/** A login that was accepted after an attack: somebody got in. */
export function isBreakIn({ rule }: Alert): boolean {
  return rule.level === 'critical' && techniques(rule.tags).includes('T1078');
}

/** Who got in, and from where: `bob (203.0.113.77)`. */
export function accountsLetIn(breakIns: readonly Alert[]): readonly string[] {
  const accounts = breakIns.flatMap((alert) => {
    const from = attackerIn(alert.group);
    return usersLetIn(alert).map((user) => (from === null ? user : `${user} (${from})`));
  });
  return [...new Set(accounts)];
}

/** The accounts of its lines of success; several may have been refused with them, so no other is named. */
function usersLetIn({ users, evidence, group }: Alert): readonly string[] {
  if (group.user !== undefined) return [group.user];
  const named = [...groupBy(evidence, ({ source }) => source).values()].flatMap(usersAccepted);
  if (named.length > 0) return [...new Set(named)];
  // Lines of a format that only the user has described.
  return users.length === 1 ? users : ['?'];
}

/** Read as they were when the alert was found: a word for success, or a name, may stand anywhere in a line. */
function usersAccepted(lines: readonly Evidence[]): readonly string[] {
  const users: string[] = [];
  const take = ({ login, outcome, user }: LogEvent): void => {
    if (login && outcome === 'success' && user !== null) users.push(user);
  };
  const text = lines.map(({ raw }) => `${raw.replaceAll('\n', ' ')}\n`).join('');
  const times = { yearReference: lines[0]?.time ?? 0, observedAt: 0 };
  const reader = new SourceReader('evidence', null, 'UTC', undefined, BUILT_IN_FORMATS);
  reader.read({ source: 'evidence', text, firstLine: 1, bytes: text.length, ...times }, take);
  reader.end(take);
  return users;
}
