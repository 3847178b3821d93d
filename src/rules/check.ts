import type { Place, RuleIssue } from '../engine/sigma/spec.ts';
import type { LoadedRuleSet } from './rule-set.ts';
import type { RuleOutline } from './sigma-file.ts';

/** `loaded`: it runs. `unsupported`: it is right, and something in it cannot be run here. `error`: it is wrong. */
type RuleStatus = 'loaded' | 'unsupported' | 'error';

export type CheckedRule = RuleOutline & {
  readonly status: RuleStatus;
  readonly issues: readonly RuleIssue[];
};

export type RuleCheck = {
  readonly files: number;
  readonly rules: readonly CheckedRule[];
  /** What is wrong with files rather than with rules in them. */
  readonly fileIssues: readonly RuleIssue[];
};

/** What became of every rule whose file is `within` what is asked about. */
export function checkRules(
  { outlines, issues, files }: Pick<LoadedRuleSet, 'outlines' | 'issues' | 'files'>,
  within: (file: string) => boolean = () => true,
): RuleCheck {
  const byRule = new Map<string, RuleIssue[]>();
  const fileIssues: RuleIssue[] = [];
  for (const issue of issues) {
    if (issue.rule === undefined) {
      if (within(issue.at.file)) fileIssues.push(issue);
      continue;
    }
    const key = keyOf(issue.rule);
    const known = byRule.get(key);
    if (known) known.push(issue);
    else byRule.set(key, [issue]);
  }
  const rules = outlines
    .filter(({ at }) => within(at.file))
    .map((outline): CheckedRule => {
      const own = byRule.get(keyOf(outline.at)) ?? [];
      return { ...outline, status: statusOf(own), issues: own };
    });
  return { files, rules, fileIssues };
}

/** How many of each; an error counts once for each rule, and once for each file that cannot be read as YAML. */
export function countStatuses({
  rules,
  fileIssues,
}: RuleCheck): Readonly<Record<RuleStatus | 'warnings', number>> {
  const count = (status: RuleStatus): number => rules.filter((rule) => rule.status === status).length;
  const isWarning = ({ severity }: RuleIssue): boolean => severity === 'warning';
  const warnings = [...fileIssues, ...rules.flatMap(({ issues }) => issues)].filter(isWarning);
  return {
    loaded: count('loaded'),
    unsupported: count('unsupported'),
    error: count('error') + fileIssues.filter((issue) => !isWarning(issue)).length,
    warnings: warnings.length,
  };
}

function statusOf(issues: readonly RuleIssue[]): RuleStatus {
  if (issues.some(({ severity }) => severity === 'error')) return 'error';
  return issues.some(({ severity }) => severity === 'unsupported') ? 'unsupported' : 'loaded';
}

function keyOf({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}
