import type { Finding } from '../../model/audit/finding.ts';
import { type EpochMs, toRfc3339 } from '../../model/time.ts';
import type { AcceptedRisk, Policy } from './policy.ts';

/** Marks the findings that the policy accepts now; one whose time is over says so and counts again. */
export function withAcceptance(findings: readonly Finding[], policy: Policy, now: EpochMs): Finding[] {
  return findings.map((finding) => {
    const risks = policy.accepted.filter((risk) => isMeant(risk, finding));
    const holds = risks.find(({ until }) => now < until);
    if (holds !== undefined) return { ...finding, accepted: { until: holds.until, reason: holds.reason } };
    const [over] = risks;
    if (over === undefined) return finding;
    const day = toRfc3339(over.until - 1).slice(0, 10);
    return { ...finding, reason: `${finding.reason}${policy.phrases.wasAccepted(day, over.at)}` };
  });
}

function isMeant(risk: AcceptedRisk, finding: Finding): boolean {
  const setting = finding.setting?.toLowerCase().replace(/ \(.*$/s, '') ?? null;
  return (
    (risk.service === null || risk.service === finding.service) &&
    (risk.port === null || risk.port === finding.port) &&
    (risk.kind === null || risk.kind === finding.kind) &&
    (risk.setting === null || risk.setting.toLowerCase() === setting)
  );
}
