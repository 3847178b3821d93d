import { readPolicy } from '../../../src/core/audit/read-policy.ts';
import type { Policy } from '../../../src/engine/audit/policy.ts';

export function defaultPolicy(): Policy {
  return readPolicy(null, new URL('../../../config', import.meta.url).pathname);
}
