import type { Policy } from '../../../src/engine/audit/policy.ts';
import { loadPolicy } from '../../../src/rules/policy.ts';

export function defaultPolicy(): Policy {
  return loadPolicy(new URL('../../../config/policy/default.yml', import.meta.url).pathname);
}
