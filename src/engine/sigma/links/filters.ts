import { logsourceHolds } from '../logsource.ts';
import type { DetectionRule, FilterRule, RuleIssue, SigmaRule } from '../spec.ts';
import { eventsOf } from './counted-events.ts';
import { byTitle } from './missing-rules.ts';

/** Which filters each detection has to pass besides its own condition. */
export function filtersByRule(
  rules: readonly SigmaRule[],
  filters: readonly FilterRule[],
  issues: RuleIssue[],
): ReadonlyMap<SigmaRule, readonly FilterRule[]> {
  const byRule = new Map<SigmaRule, FilterRule[]>();
  const add = (rule: DetectionRule, filter: FilterRule): void => {
    byRule.set(rule, [...(byRule.get(rule) ?? []), filter]);
  };
  for (const filter of filters) {
    const warn = (message: string): void => {
      issues.push({ severity: 'warning', message, at: filter.at, rule: filter.at });
    };
    if (filter.rules === 'any') {
      for (const rule of rules) {
        if (rule.kind === 'detection' && logsourceHolds(filter.logsource, rule.logsource)) add(rule, filter);
      }
      continue;
    }
    for (const name of new Set(filter.rules)) {
      const named = rules.find(({ id, name: own }) => id === name || own === name);
      const rule =
        (named?.kind === 'correlation' && rules.find(({ id }) => id === eventsOf(named.id))) || named;
      if (!rule) warn(`filters a rule that is not loaded: ${name}${byTitle([name], rules)}`);
      else if (rule.kind === 'correlation')
        warn(
          `filters a correlation, which has no fields of its own: ${name}: name the rules below it, ${rule.rules.join(', ')}`,
        );
      else if (!logsourceHolds(filter.logsource, rule.logsource))
        warn(`is for another log source than the rule that it names: ${name}`);
      else add(rule, filter);
    }
  }
  return byRule;
}
