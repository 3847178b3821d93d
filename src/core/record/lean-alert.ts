import type { Alert, AlertHead, Evidence, RuleRef } from '../../model/alerts/alert.ts';

/** An alert as a list shows it. */
export function withoutEvidence(alert: AlertHead): Alert {
  return withEvidence(alert, []);
}

/**
 * Name by name, in one piece: all have one hidden class. Put together of pieces each had its own, which took twice the
 * memory of the alert.
 */
export function withEvidence(alert: AlertHead, evidence: readonly Evidence[]): Alert {
  return {
    id: alert.id,
    class: alert.class,
    rule: alert.rule,
    group: alert.group,
    firstSeen: alert.firstSeen,
    lastSeen: alert.lastSeen,
    eventCount: alert.eventCount,
    sources: alert.sources,
    users: alert.users,
    recommendation: alert.recommendation,
    historical: alert.historical,
    status: alert.status,
    evidence,
  };
}

/** The head of an alert, without its lines. */
export function headOf(
  alert: AlertHead,
  status: AlertHead['status'] = alert.status,
  historical: boolean = alert.historical,
): AlertHead {
  return {
    id: alert.id,
    class: alert.class,
    rule: alert.rule,
    group: alert.group,
    firstSeen: alert.firstSeen,
    lastSeen: alert.lastSeen,
    eventCount: alert.eventCount,
    sources: alert.sources,
    users: alert.users,
    recommendation: alert.recommendation,
    historical,
    status,
  };
}

/** What thousands of alerts say in the same words, and each has its own copy of when it is read from a store: kept once. */
export class SharedWords {
  private readonly rules = new Map<string, RuleRef>();
  private readonly recommendations = new Map<string, string>();
  private readonly lists = new Map<string, readonly string[]>();

  share<Told extends AlertHead>(alert: Told): Told {
    const { rule, recommendation, sources, users } = alert;
    return {
      ...alert,
      rule: first(this.rules, JSON.stringify(rule), rule),
      recommendation: first(this.recommendations, recommendation, recommendation),
      sources: first(this.lists, JSON.stringify(sources), sources),
      users: first(this.lists, JSON.stringify(users), users),
    };
  }
}

function first<Value>(known: Map<string, Value>, key: string, value: Value): Value {
  const same = known.get(key);
  if (same !== undefined) return same;
  known.set(key, value);
  return value;
}
