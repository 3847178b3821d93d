import { join } from 'node:path';
import { loadParsers } from '../../rules/parsers/load.ts';
import { formatIssue, loadRuleSet } from '../../rules/rule-set.ts';
import { loadPolicy } from '../audit/load-policy.ts';
import { type Check, type CheckResult, failureOf, ok, warning } from './check.ts';

export type SettingsCheckOptions = {
  /** The configuration; null: the defaults. */
  readonly file: string | null;
  readonly policy: string | null;
  readonly rules: readonly string[];
  readonly parsers: readonly string[];
  readonly shipped: string;
};

/** The configuration (that we are here says that it is right), the policy and the rules that it names. */
export function settingsCheck({ file, policy, rules, parsers, shipped }: SettingsCheckOptions): Check {
  return {
    part: 'configuration',
    async run() {
      const own =
        file === null ? ok('file', 'there is none: the defaults hold') : ok('file', `${file} is right`);
      return [
        own,
        await policyResult(policy, shipped),
        await rulesResult(rules, shipped),
        ...(parsers.length === 0 ? [] : [await parsersResult(parsers)]),
      ];
    },
  };
}

async function policyResult(policy: string | null, shipped: string): Promise<CheckResult> {
  const what = policy ?? 'policy';
  try {
    return ok(what, `"${(await loadPolicy(policy, shipped)).title}" can be used`);
  } catch (error) {
    return failureOf(what, error);
  }
}

async function rulesResult(folders: readonly string[], shipped: string): Promise<CheckResult> {
  try {
    const { rules, issues } = await loadRuleSet(join(shipped, 'rules'), folders);
    const counted = `${rules.detections.length + rules.correlations.length} rules run`;
    if (issues.length === 0) return ok('rules', counted);
    return warning(
      'rules',
      `${counted}, and there are ${issues.length} problems`,
      'soc-console rules check names them.',
    );
  } catch (error) {
    return failureOf('rules', error);
  }
}

async function parsersResult(folders: readonly string[]): Promise<CheckResult> {
  try {
    const { names, issues } = await loadParsers(folders);
    const counted = `${names.length} formats of your own`;
    const [first] = issues;
    if (first === undefined) return ok('parsers', counted);
    return warning('parsers', `${counted}, and there are ${issues.length} problems`, formatIssue(first));
  } catch (error) {
    return failureOf('parsers', error);
  }
}
