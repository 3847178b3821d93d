import { levelRank } from '../level.ts';
import type { AlertHead } from './alert.ts';
import { techniques } from './attack.ts';
import { attackerIn } from './attacker.ts';

/** ATT&CK: valid accounts in the hands of somebody else. */
const VALID_ACCOUNTS = /^T1078(\.|$)/;

/**
 * Who got in, by an alert that still waits for an answer: one that is high or worse and speaks of valid accounts
 * (T1078), whoever wrote its rule. Null for all other alerts. A person who mistyped before getting in is none.
 */
export function intruderOf({ rule, status, group }: AlertHead): string | null {
  if (status !== 'open' || levelRank(rule.level) < levelRank('high')) return null;
  return techniques(rule.tags).some((technique) => VALID_ACCOUNTS.test(technique)) ? attackerIn(group) : null;
}
