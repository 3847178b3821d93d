import { loadPolicy } from '../../../src/core/load-policy.ts';
import type { Policy } from '../../../src/engine/audit/policy.ts';

export function defaultPolicy(): Policy {
  return loadPolicy(new URL('../../../config/policy/default.yml', import.meta.url).pathname);
}
