import type { Alert, Evidence, RuleRef } from '../model/alert.ts';

/** An alert as a list shows it. */
export function withoutEvidence(alert: Alert): Alert {
  return { ...bareOf(alert), evidence: [] };
}

/**
 * The same alert, whose lines are looked up each time somebody asks for them: they are four fifths of it, and of twenty
 * thousand alerts in memory one is read. `lines`: must find them wherever they are.
 */
export function leanAlert(alert: Alert, lines: (id: Alert['id']) => readonly Evidence[]): Alert {
  const { id } = alert;
  return {
    ...bareOf(alert),
    get evidence() {
      return lines(id);
    },
  };
}

/** Name by name, for to spread an alert would look its lines up. */
function bareOf(alert: Alert): Omit<Alert, 'evidence'> {
  const { id, group, firstSeen, lastSeen, eventCount, sources, users, recommendation } = alert;
  const { class: kind, rule, historical, status } = alert;
  return {
    ...{ id, class: kind, rule, group, firstSeen, lastSeen, eventCount, sources, users, recommendation },
    ...{ historical, status },
  };
}

/** What thousands of alerts say in the same words, and each has its own copy of when it is read from a store: kept once. */
export class SharedWords {
  private readonly rules = new Map<string, RuleRef>();
  private readonly recommendations = new Map<string, string>();

  share(alert: Alert): Alert {
    const { rule, recommendation } = alert;
    return {
      ...alert,
      rule: first(this.rules, JSON.stringify(rule), rule),
      recommendation: first(this.recommendations, recommendation, recommendation),
    };
  }
}

function first<Value>(known: Map<string, Value>, key: string, value: Value): Value {
  const same = known.get(key);
  if (same !== undefined) return same;
  known.set(key, value);
  return value;
}
