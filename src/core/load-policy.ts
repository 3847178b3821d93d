import { formatIssue } from '../config/issues.ts';
import { loadStrictYaml } from '../config/load.ts';
import type { Policy } from '../engine/audit/policy.ts';
import { UserError } from '../model/user-error.ts';
import { policySchema } from '../rules/policy.ts';

/** Reads a policy file. Throws `UserError` with every mistake in it, each with its place. */
export function loadPolicy(file: string): Policy {
  const checked = loadStrictYaml(file, policySchema);
  if (checked.ok) return checked.value;
  throw new UserError(
    checked.issues.map(formatIssue).join('\n'),
    'Correct the policy, or leave it out to use the one that is shipped.',
  );
}
