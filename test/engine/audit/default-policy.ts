import { loadPolicy } from '../../../src/core/audit/load-policy.ts';
import type { Policy } from '../../../src/engine/audit/policy.ts';

export function defaultPolicy(): Policy {
  return loadPolicy(null, new URL('../../../config', import.meta.url).pathname);
}
