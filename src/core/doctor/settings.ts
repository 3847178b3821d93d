import { join } from 'node:path';
import { loadRuleSet } from '../../rules/rule-set.ts';
import { loadPolicy } from '../load-policy.ts';
import { type Check, type CheckResult, failureOf, ok, warning } from './check.ts';

export type SettingsCheckOptions = {
  /** The configuration; null: the defaults. */
  readonly file: string | null;
  readonly policy: string | null;
  readonly rules: readonly string[];
  readonly shipped: string;
};

/** The configuration (that we are here says that it is right), the policy and the rules that it names. */
export function settingsCheck({ file, policy, rules, shipped }: SettingsCheckOptions): Check {
  return {
    part: 'configuration',
    async run() {
      const own =
        file === null ? ok('file', 'there is none: the defaults hold') : ok('file', `${file} is right`);
      return [own, policyResult(policy, shipped), await rulesResult(rules, shipped)];
    },
  };
}

function policyResult(policy: string | null, shipped: string): CheckResult {
  const what = policy ?? 'policy';
  try {
    return ok(what, `"${loadPolicy(policy, shipped).title}" can be used`);
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
