import type { Condition } from '../condition.ts';
import type { CorrelationRule, FilterRule, SigmaRule } from '../spec.ts';

type Rename = (name: string) => string;

/**
 * A name is for the rules of one file: two files from different people may both call a rule `failed_login`, and each of them means
 * its own. Where another file has the name already, the later rule goes by its id, also for those who refer to it in its file.
 */
export function withLocalNames(
  rules: readonly SigmaRule[],
  filters: readonly FilterRule[],
): { readonly rules: readonly SigmaRule[]; readonly filters: readonly FilterRule[] } {
  const owners = new Map<string, string>();
  const byFile = new Map<string, Map<string, string>>();
  for (const { id, name, at } of rules) {
    const owner = owners.get(name);
    if (owner === undefined || owner === at.file) {
      owners.set(name, at.file);
      owners.set(id, at.file);
    } else if (name !== id) {
      const names = byFile.get(at.file) ?? new Map<string, string>();
      byFile.set(at.file, names.set(name, id));
    }
  }
  if (byFile.size === 0) return { rules, filters };
  const renameIn = (file: string): Rename => {
    const names = byFile.get(file);
    return (name) => names?.get(name) ?? name;
  };
  return {
    rules: rules.map((rule) => (byFile.has(rule.at.file) ? renamed(rule, renameIn(rule.at.file)) : rule)),
    filters: filters.map((filter) => {
      if (filter.rules === 'any' || !byFile.has(filter.at.file)) return filter;
      return { ...filter, rules: filter.rules.map(renameIn(filter.at.file)) };
    }),
  };
}

function renamed(rule: SigmaRule, rename: Rename): SigmaRule {
  const name = rename(rule.name);
  return rule.kind === 'detection' ? { ...rule, name } : { ...withReferences(rule, rename), name };
}

/** With other names for the rules that it refers to. */
export function withReferences(rule: CorrelationRule, rename: Rename): CorrelationRule {
  const { forgive, wanted } = rule;
  const aliases = Array.from(rule.aliases, ([alias, byRule]) => {
    return [alias, new Map(Array.from(byRule, ([name, field]) => [rename(name), field]))] as const;
  });
  return {
    ...rule,
    rules: rule.rules.map(rename),
    aliases: new Map(aliases),
    wanted: wanted === null ? null : { ...wanted, condition: inCondition(wanted.condition, rename) },
    resetBy: rule.resetBy.map(rename),
    forgive: forgive === null ? null : { ...forgive, by: forgive.by.map(rename) },
    settledBy: rule.settledBy.map(rename),
    unless: rule.unless.map(rename),
  };
}

function inCondition(condition: Condition, rename: Rename): Condition {
  switch (condition.kind) {
    case 'search':
      return { ...condition, name: rename(condition.name) };
    case 'not':
      return { ...condition, of: inCondition(condition.of, rename) };
    default:
      return { ...condition, of: condition.of.map((part) => inCondition(part, rename)) };
  }
}
