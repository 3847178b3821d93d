import assert from 'node:assert/strict';
import { formatIssue } from '../../../src/config/issues.ts';
import { loadStrictYaml } from '../../../src/config/load.ts';
import type { Policy } from '../../../src/engine/audit/policy.ts';
import { policySchema } from '../../../src/rules/policy.ts';

export function defaultPolicy(): Policy {
  const file = new URL('../../../config/policy/default.yml', import.meta.url).pathname;
  const checked = loadStrictYaml(file, policySchema);
  assert.ok(checked.ok, checked.ok ? '' : checked.issues.map(formatIssue).join('\n'));
  return checked.value;
}
