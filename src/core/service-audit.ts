import { withAcceptance } from '../engine/audit/accepted.ts';
import { audit, missingServices } from '../engine/audit/audit.ts';
import type { Policy } from '../engine/audit/policy.ts';
import { parseServices, type ServiceList } from '../engine/audit/services.ts';
import type { Finding } from '../model/finding.ts';
import { levelRank } from '../model/level.ts';
import type { LineBlock, SourceId } from '../model/log-record.ts';

export type AuditedFile = {
  readonly list: ServiceList;
  readonly findings: readonly Finding[];
  readonly bytes: number;
};

/** The service files as they stand, each against the policy. */
export class ServiceAudit {
  private readonly files = new Map<SourceId, AuditedFile>();

  constructor(private readonly policy: Policy) {}

  read({ source, text, bytes, observedAt }: LineBlock): void {
    const list = parseServices(text);
    const found = [
      ...audit(source, list.entries, this.policy),
      ...missingServices(source, list.entries, this.policy),
    ];
    const findings = withAcceptance(found, this.policy, observedAt).map(asShown);
    this.files.set(source, { list, findings, bytes });
  }

  file(source: SourceId): AuditedFile | undefined {
    return this.files.get(source);
  }

  /** What in a file is no service, or says something we do not know: a finding may hide behind a typing error. */
  notes(source: SourceId): string[] {
    const list = this.files.get(source)?.list;
    if (!list) return [];
    const bad = list.bad.map(({ line, reason }) => `line ${line}: ${reason}`);
    const unknown = list.unknownKeys.map(({ key, line }) => `line ${line}: unknown key ${key}`);
    return [...bad, ...unknown];
  }

  get services(): number {
    return [...this.files.values()].reduce((sum, { list }) => sum + list.entries.length, 0);
  }

  /** Worst first, then in the order of the files. */
  findings(): Finding[] {
    const all = [...this.files.values()].flatMap(({ findings }) => findings);
    return all.sort((a, b) => levelRank(b.severity) - levelRank(a.severity));
  }
}

/** Who accepted a risk still sees it, below all others. */
function asShown(finding: Finding): Finding {
  return finding.accepted === null ? finding : { ...finding, severity: 'informational' };
}
