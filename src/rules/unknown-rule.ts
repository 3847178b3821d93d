import { nearest } from '../model/nearest.ts';
import type { LoadedRuleSet } from './rule-set.ts';

/** What to do about a name that no rule has: the one that was meant, where one is near. */
export function unknownRuleHint(wanted: string, { rules }: Pick<LoadedRuleSet, 'rules'>): string {
  const names = [...rules.detections, ...rules.correlations].map(({ rule }) => rule.name);
  const near = nearest(wanted, names);
  return near === null
    ? 'soc-console rules list shows them.'
    : `Did you mean ${near}? soc-console rules list shows all.`;
}
