import type { Level } from '../level.ts';
import type { SourceId } from '../log-record.ts';
import type { EpochMs } from '../time.ts';
import type { Alert, AlertId } from './alert.ts';
import { type Tactic, tacticOf, techniques } from './attack.ts';

/** `network`: several addresses of one /24 or /64 that attacked; `user`: an account, where no address is known. */
export type AttackerKind = 'address' | 'network' | 'host' | 'user';

/** A technique as the attacker first used it. */
export type AttackStep = {
  readonly technique: string;
  /** Null when neither ATT&CK's table here nor the rule says it. */
  readonly tactic: Tactic | null;
  readonly first: EpochMs;
};

/** All alerts of one attacker, across rules and sources. */
export type Incident = {
  /** Address, range, host name or account. Untrusted. */
  readonly attacker: string;
  readonly kind: AttackerKind;
  /** The addresses that attacked: one for an address, several for a network. */
  readonly addresses: readonly string[];
  /** The worst of its alerts. */
  readonly level: Level;
  /** In order of time. */
  readonly alerts: readonly AlertId[];
  readonly firstSeen: EpochMs;
  readonly lastSeen: EpochMs;
  readonly sources: readonly SourceId[];
  /** Accounts that were tried or used; bounded. Untrusted. */
  readonly users: readonly string[];
  /** Techniques in order of time, each once. */
  readonly chain: readonly AttackStep[];
  /** One sentence an alert, in order of time. Untrusted in part. */
  readonly story: readonly string[];
};

/** Techniques in order of time, each once. */
export function attackChain(alerts: readonly Alert[]): readonly AttackStep[] {
  const inOrder = [...alerts].sort((a, b) => a.firstSeen - b.firstSeen);
  const steps = new Map<string, AttackStep>();
  for (const { rule, firstSeen } of inOrder) {
    for (const technique of techniques(rule.tags)) {
      if (steps.has(technique)) continue;
      steps.set(technique, { technique, tactic: tacticOf(technique, rule.tags), first: firstSeen });
    }
  }
  return [...steps.values()];
}
