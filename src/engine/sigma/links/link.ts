import type { CompiledCorrelation, CompiledDetection, RuleInput } from '../rule-set.ts';
import type { CorrelationRule, RuleIssue, SigmaRule } from '../spec.ts';
import { countsLatest, measures } from './correlation-kind.ts';
import { missingRules } from './missing-rules.ts';

/** Of rules with the same id or name the first is kept. */
export function withoutDuplicates(rules: readonly SigmaRule[], issues: RuleIssue[]): SigmaRule[] {
  const seen = new Map<string, SigmaRule>();
  return rules.filter((rule) => {
    const keys = rule.id === rule.name ? [rule.id] : [rule.id, rule.name];
    const other = keys.map((key) => seen.get(key)).find((found) => found !== undefined);
    if (other) {
      const message = `has the id or name of another rule (${other.at.file}:${other.at.line}): left out`;
      issues.push({ severity: 'error', message, at: rule.at, rule: rule.at });
      return false;
    }
    for (const key of keys) seen.set(key, rule);
    return true;
  });
}

/**
 * Rules that a correlation refers to do not alert by themselves unless one that refers to them says `generate`; nor do those of no
 * level that only say when one begins anew, or is settled. `running`: a correlation that is wrong silences nothing. `shipped`: ids of
 * rules on which people and bans rely, which somebody's own correlation silences only when it says so.
 */
export function silencedNames(running: readonly SigmaRule[], shipped: ReadonlySet<string>): Set<string> {
  const silenced = new Set<string>();
  const generated = new Set<string>();
  const levelless = new Set<string>();
  const reliedOn = new Set<string>();
  for (const { name, id, level } of running) {
    if (level === 'informational') levelless.add(name).add(id);
    if (shipped.has(id)) reliedOn.add(name).add(id);
  }
  for (const rule of running) {
    if (rule.kind !== 'correlation') continue;
    for (const name of [...rule.resetBy, ...rule.settledBy]) if (levelless.has(name)) silenced.add(name);
    const isSilent = (name: string): boolean =>
      rule.generate === false || shipped.has(rule.id) || !reliedOn.has(name);
    for (const name of rule.rules) {
      if (rule.generate === true) generated.add(name);
      else if (isSilent(name)) silenced.add(name);
    }
  }
  for (const name of generated) silenced.delete(name);
  return silenced;
}

/** Of which it is not known yet whether it alerts by itself. */
export type Unheard<T> = Omit<T, 'alerts'>;

/** Joins correlations with what they refer to, each after that; those that refer to nothing loaded are issues. */
export function linkCorrelations(
  rules: readonly SigmaRule[],
  detections: readonly Pick<CompiledDetection, 'rule' | 'index'>[],
  issues: RuleIssue[],
): Unheard<CompiledCorrelation>[] {
  const inputs = new Map<string, RuleInput>();
  for (const { rule, index } of detections) {
    inputs.set(rule.name, { kind: 'detection', index });
    inputs.set(rule.id, { kind: 'detection', index });
  }
  const linked: Unheard<CompiledCorrelation>[] = [];
  let waiting = rules.filter((rule) => rule.kind === 'correlation').filter((rule) => isBuilt(rule, issues));
  for (let progress = true; progress; ) {
    progress = false;
    const still: CorrelationRule[] = [];
    for (const rule of waiting) {
      const found = rule.rules.map((name) => inputs.get(name));
      if (found.some((input) => input === undefined)) {
        still.push(rule);
        continue;
      }
      const self: RuleInput = { kind: 'correlation', index: linked.length };
      inputs.set(rule.name, self);
      inputs.set(rule.id, self);
      const detectionsOf = (key: string, names: readonly string[]): number[] =>
        names.flatMap((name) => {
          const input = inputs.get(name);
          if (input?.kind === 'detection') return input.index;
          const message = `${key} names no detection: ${name}`;
          issues.push({ severity: 'error', message, at: rule.at, rule: rule.at });
          return [];
        });
      linked.push({
        ...{ rule: withAliases(rule, inputs, issues), inputs: found as RuleInput[] },
        resetBy: detectionsOf('x_reset_by', rule.resetBy),
        forgiveBy: detectionsOf('x_forgive', rule.forgive?.by ?? []),
      });
      progress = true;
    }
    waiting = still;
  }
  for (const issue of missingRules(waiting, (name) => inputs.has(name), rules)) issues.push(issue);
  return linked;
}

/** An alias may name a rule by its id where `rules` names it by its name, or the other way round. */
function withAliases(
  rule: CorrelationRule,
  inputs: ReadonlyMap<string, RuleInput>,
  issues: RuleIssue[],
): CorrelationRule {
  const aliases = new Map<string, ReadonlyMap<string, string>>();
  for (const [alias, byRule] of rule.aliases) {
    const byListed = new Map<string, string>();
    for (const [name, field] of byRule) {
      const listed = rule.rules.filter((each) => each === name || isSame(inputs.get(each), inputs.get(name)));
      for (const each of listed) byListed.set(each, field);
      if (listed.length > 0) continue;
      const message = `the alias '${alias}' is for a rule that the correlation does not name: ${name}`;
      issues.push({ severity: 'warning', message, at: rule.at, rule: rule.at });
    }
    aliases.set(alias, byListed);
  }
  return { ...rule, aliases };
}

function isSame(one: RuleInput | undefined, other: RuleInput | undefined): boolean {
  return one !== undefined && one.kind === other?.kind && one.index === other.index;
}

/** Names of all fields that the rule reads, so that they have their places before the first event. */
export function fieldsOf({ groupBy, fields, aliases, also }: CorrelationRule): string[] {
  const aliased = [...aliases.values()].flatMap((byRule) => [...byRule.values()]);
  return [...groupBy, ...fields, ...aliased, ...(also === null ? [] : [also.field])];
}

/** What only some correlations have is refused for the others, not left undone. */
function isBuilt(rule: CorrelationRule, issues: RuleIssue[]): boolean {
  const { at } = rule;
  const isLatest = countsLatest(rule);
  const cheap = 'value_count of user or src_ip with gt or gte up to 100, without aliases';
  const refused: [key: string, given: boolean, goesWith: boolean, where: string][] = [
    ['x_unless', rule.unless.length > 0, !measures(rule), `event_count, temporal_ordered and ${cheap}`],
    [
      'x_reset_by',
      rule.resetBy.length > 0,
      isLatest || (rule.type === 'event_count' && !measures(rule)),
      `event_count without aliases and ${cheap}`,
    ],
    [
      'x_forgive',
      rule.forgive !== null,
      rule.type === 'event_count' && !measures(rule) && rule.resetBy.length === 0,
      'event_count without aliases and x_reset_by',
    ],
    [
      'x_median_gap',
      rule.medianGap !== null,
      rule.type === 'event_count' && !measures(rule),
      'event_count without aliases',
    ],
    ['x_most_each', rule.mostEach !== null, isLatest, cheap],
    ['x_also', rule.also !== null, isLatest, cheap],
  ];
  const wrong = refused.filter(([, given, goesWith]) => given && !goesWith);
  for (const [key, , , where] of wrong)
    issues.push({ severity: 'unsupported', message: `'${key}' goes with ${where}`, at, rule: at });
  return wrong.length === 0;
}
