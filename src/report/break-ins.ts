import type { Alert } from '../model/alerts/alert.ts';
import { techniques } from '../model/alerts/attack.ts';
import { attackerIn } from '../model/alerts/attacker.ts';

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

const LET_IN = /\baccepted\b|\bsuccess\b|\blogged in\b/i;

/** Of the accounts that were tried, those that a line of success names; all of them when none does. */
function usersLetIn({ users, evidence, group }: Alert): readonly string[] {
  if (group.user !== undefined) return [group.user];
  const successes = evidence.filter(({ raw }) => LET_IN.test(raw));
  const named = users.filter((user) => successes.some(({ raw }) => raw.includes(user)));
  if (named.length > 0) return named;
  return users.length > 0 ? users : ['?'];
}
