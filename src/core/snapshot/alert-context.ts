import type { Engine } from '../../engine/engine.ts';
import type { Alert } from '../../model/alerts/alert.ts';
import { attackerIn } from '../../model/alerts/attacker.ts';
import { findingsTried } from '../../model/audit/probing.ts';
import type { AlertContext } from '../../report/alert-sections.ts';
import type { ServiceAudit } from '../audit/service-audit.ts';
import type { Bans } from '../bans/bans.ts';
import type { AlertLog } from '../record/alert-log.ts';

type ContextParts = {
  readonly engine: Engine;
  readonly alerts: AlertLog;
  readonly bans: Bans;
  readonly audit: ServiceAudit;
};

/** All that is known around an alert, for those who were not here. */
export function contextOf(alert: Alert, { engine, alerts, bans, audit }: ContextParts): AlertContext {
  const attacker = attackerIn(alert.group);
  const { rules } = engine;
  const ofRule = [...rules.detections, ...rules.correlations].find(({ rule }) => rule.id === alert.rule.id);
  const others = attacker === null ? [] : alerts.of(attacker);
  return {
    alert,
    rule: ofRule?.rule ?? null,
    others: others.filter(({ id }) => id !== alert.id),
    known: engine.intelligence?.of(alert.group.src_ip ?? '') ?? null,
    findings: findingsTried(alert, audit.findings()),
    decisions: attacker === null ? [] : bans.of(attacker),
  };
}
