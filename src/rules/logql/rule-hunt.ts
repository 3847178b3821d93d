import type { CorrelationRule, SigmaRule } from '../../engine/sigma/spec.ts';
import { UserError } from '../../model/user-error.ts';
import { ruleNamed, unknownRuleHint } from '../named-rules.ts';
import type { LoadedRuleSet } from '../rule-set.ts';
import { referencesAmong } from './convert.ts';
import { measureQuery } from './correlation.ts';
import { logQuery } from './detection.ts';
import { Unconvertible } from './unconvertible.ts';

type RuleHunt = {
  /** Of a detection its lines, of a correlation what it counts in its time, not compared with anything. */
  readonly query: string;
  readonly title: string;
  /** Above it the rule alerts; null when it has no such number. */
  readonly threshold: number | null;
};

/** A rule as something to hunt for, to see how far the usual is from its threshold. Throws `UserError`. */
export function ruleHunt(
  loaded: Pick<LoadedRuleSet, 'rules' | 'filters' | 'placeholders'> &
    Partial<Pick<LoadedRuleSet, 'outlines'>>,
  name: string,
  selector: string,
): RuleHunt {
  const { detections, correlations } = loaded.rules;
  const rule = ruleNamed<{ readonly rule: SigmaRule }>(name, [...detections, ...correlations], loaded)?.rule;
  if (rule === undefined)
    throw new UserError(`${name}: there is no such rule`, unknownRuleHint(name, loaded));
  const { references, testOf } = referencesAmong(loaded);
  try {
    if (rule.kind === 'detection')
      return { query: logQuery(selector, [testOf(rule)]), title: rule.title, threshold: null };
    const query = measureQuery(rule, references.inputs(rule), selector);
    return { query, title: rule.title, threshold: thresholdOf(rule) };
  } catch (error) {
    if (!(error instanceof Unconvertible)) throw error;
    throw new UserError(
      `${name} cannot be LogQL: ${error.message}`,
      'soc-console rules export --to logql names those that can.',
    );
  }
}

/** The last number that is not yet enough. */
function thresholdOf({ condition }: CorrelationRule): number | null {
  const [only] = condition;
  if (only?.op === 'gt') return only.value;
  return only?.op === 'gte' ? only.value - 1 : null;
}
