import { didYouMean } from '../../../model/nearest.ts';
import type { CorrelationRule, Place, RuleIssue, SigmaRule } from '../spec.ts';

/** Why correlations cannot be joined with what they name: each name that is at fault at its place. */
export function missingRules(
  waiting: readonly CorrelationRule[],
  isKnown: (name: string) => boolean,
  rules: readonly SigmaRule[],
): RuleIssue[] {
  const byName = new Map<string, SigmaRule>();
  for (const rule of rules) byName.set(rule.name, rule).set(rule.id, rule);
  const issues: RuleIssue[] = [];
  for (const rule of waiting) {
    const circle = circleOf(rule, byName, new Set(waiting));
    for (const [index, name] of rule.rules.entries()) {
      if (isKnown(name)) continue;
      const found = byName.get(name);
      // A circle is told where it is entered; what else waits for it is wrong because of it.
      const reason = found === undefined ? notLoaded(name, rule, rules) : reasonOf(name, found, rule, circle);
      issues.push({ severity: 'error', message: reason, at: placeOf(rule, index), rule: rule.at });
    }
  }
  return issues;
}

function reasonOf(
  name: string,
  found: SigmaRule,
  rule: CorrelationRule,
  circle: readonly SigmaRule[],
): string {
  if (found === rule) return `'${name}' is this rule itself: name the rules that it counts`;
  if (circle.includes(found)) {
    const way = [...circle, rule].map((each) => each.name).join(' -> ');
    return `the rules refer to one another in a circle: ${way}`;
  }
  return `refers to '${name}', which does not run itself (${found.at.file}:${found.at.line})`;
}

function notLoaded(name: string, { at }: CorrelationRule, rules: readonly SigmaRule[]): string {
  const near = rules.filter((rule) => rule.at.file === at.file);
  const candidates = rules.length > MOST_CANDIDATES ? near : rules;
  const names = candidates.flatMap((rule) => (rule.name === rule.id ? [] : rule.name));
  return `refers to '${name}', which is not loaded${byTitle([name], rules) || didYouMean(name, names)}`;
}

const MOST_CANDIDATES = 1000;

/** A longer circle is none that somebody wrote. */
const LONGEST_WAY = 200;

/** The way from the rule back to itself, beginning with it; empty when there is none. */
function circleOf(
  start: CorrelationRule,
  byName: ReadonlyMap<string, SigmaRule>,
  waiting: ReadonlySet<SigmaRule>,
): readonly SigmaRule[] {
  const from = new Map<SigmaRule, SigmaRule>();
  const open: SigmaRule[] = [start];
  for (const rule of open) {
    if (rule.kind !== 'correlation' || open.length > LONGEST_WAY) continue;
    for (const name of rule.rules) {
      const next = byName.get(name);
      if (next === start) return wayTo(rule, from);
      if (next === undefined || !waiting.has(next) || from.has(next)) continue;
      from.set(next, rule);
      open.push(next);
    }
  }
  return [];
}

function wayTo(end: SigmaRule, from: ReadonlyMap<SigmaRule, SigmaRule>): readonly SigmaRule[] {
  const way: SigmaRule[] = [];
  for (let rule: SigmaRule | undefined = end; rule !== undefined; rule = from.get(rule)) way.unshift(rule);
  return way;
}

function placeOf({ ruleAts, at }: CorrelationRule, index: number): Place {
  return ruleAts[index] ?? at;
}

/** What to do for somebody who named a rule by its title. */
export function byTitle(names: readonly string[], rules: readonly SigmaRule[]): string {
  const named = rules.find(({ title }) => names.includes(title));
  return named === undefined ? '' : `: '${named.title}' is a title, give that rule a name and refer to it`;
}
