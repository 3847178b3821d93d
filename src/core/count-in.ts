import { countableRules } from '../rules/logql/countable.ts';
import type { LoadedRuleSet } from '../rules/rule-set.ts';
import type { CountIn } from './open-address.ts';

/** What of these rules Loki can count for. */
export function countIn(loaded: Pick<LoadedRuleSet, 'rules' | 'filters' | 'placeholders'>): CountIn {
  return (selector) => {
    const { counted, lines, left, longest } = countableRules(loaded, selector);
    return { counted, longest, lines: lines.map(({ stages }) => stages), left: left.map(({ name }) => name) };
  };
}
