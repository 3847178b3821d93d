import { withAcceptance } from '../engine/audit/accepted.ts';
import { audit, missingServices } from '../engine/audit/audit.ts';
import type { Policy } from '../engine/audit/policy.ts';
import { auditSettings } from '../engine/audit/settings.ts';
import type { Finding } from '../model/audit/finding.ts';
import { levelRank } from '../model/level.ts';
import type { EpochMs } from '../model/time.ts';
import type { AuditInput } from './input.ts';

/** What breaks the policy in all that was read: worst first. */
export function judged(inputs: readonly AuditInput[], policy: Policy, now: EpochMs): Finding[] {
  const found = inputs.flatMap(({ source, services, settings }) => [
    ...audit(source, services, policy),
    ...auditSettings(settings, policy),
  ]);
  const services = inputs.flatMap((input) => input.services);
  const looked = inputs.find((input) => input.services.length > 0);
  const missing = looked === undefined ? [] : missingServices(looked.source, services, policy);
  return withAcceptance([...found, ...missing], policy, now).sort(
    (a, b) => levelRank(b.severity) - levelRank(a.severity),
  );
}
